-- The open pull request of an unfinished task conflicts with its base.
--
-- severity: warning
-- remedy:   merge or rebase in the worktree
-- needs:    task task_copy register_entry worktree pull_request
--
-- It cannot be merged, and nothing tells the worker, who has ended long ago.

SELECT pull.slug AS slug,
       pull.slug AS subject,
       'its pull request ' || pull.number || ' conflicts' AS detail,
       json_object('number', pull.number,
                   'url', pull.url,
                   'known_from', pull.source,
                   'mergeable', pull.mergeable,
                   'head_oid', pull.head_oid,
                   'status', root_task.status) AS evidence
  FROM task_pull_request AS pull
  JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.state = 'OPEN'
   AND pull.mergeable = 'CONFLICTING'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
