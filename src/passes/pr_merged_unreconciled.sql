-- The task's pull request is merged, and the root file does not say completed.
--
-- severity: warning
-- remedy:   update the root file, then clean up the worktree
-- needs:    task task_copy register_entry worktree pull_request
--
-- Finished work looks live: the task keeps its place among the active ones, and may be handed out
-- again. Only a pull request of this life of the slug counts: merged after it was registered.

SELECT pull.slug AS slug,
       pull.slug AS subject,
       'its pull request ' || pull.number || ' is merged, its status is '
           || COALESCE(root_task.status, 'missing') AS detail,
       json_object('number', pull.number,
                   'url', pull.url,
                   'known_from', pull.source,
                   'merged_at', pull.merged_at,
                   'head_oid', pull.head_oid,
                   'task', root_task.path,
                   'status', root_task.status) AS evidence
  FROM task_pull_request AS pull
  JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.state = 'MERGED'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
