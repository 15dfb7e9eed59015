-- A dispatch has no exit code, and its process is gone.
--
-- severity: error
-- remedy:   look at the worktree for what it left, then dispatch again or take over
-- needs:    task dispatch register_entry
--
-- The worker was killed, or the machine was restarted. Its record says running for ever.

SELECT dispatch.slug AS slug,
       dispatch.slug AS subject,
       'its worker ' || dispatch.pid || ' is gone without an exit code' AS detail,
       json_object('dispatch', dispatch.path,
                   'log', dispatch.log_path,
                   'pid', dispatch.pid,
                   'started_at', dispatch.started_at,
                   'status', root_task.status) AS evidence
  FROM current_dispatch AS dispatch
  JOIN root_task ON root_task.slug = dispatch.slug
 WHERE dispatch.state = 'worker_gone'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
