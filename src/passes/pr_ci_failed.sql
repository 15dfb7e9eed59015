-- The checks of the open pull request of an unfinished task failed.
--
-- severity: warning
-- remedy:   read the checks, and dispatch again in the same worktree
-- needs:    task task_copy register_entry worktree pull_request
--
-- It waits for a merge that cannot come. The newest run of each check counts.

SELECT pull.slug AS slug,
       pull.slug AS subject,
       'the checks of its pull request ' || pull.number || ' failed' AS detail,
       json_object('number', pull.number,
                   'url', pull.url,
                   'known_from', pull.source,
                   'ci_state', pull.ci_state,
                   'head_oid', pull.head_oid,
                   'status', root_task.status) AS evidence
  FROM task_pull_request AS pull
  JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.state = 'OPEN'
   AND pull.ci_state = 'failed'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
