-- The worker ended with exit code 0, and the root file does not say completed.
--
-- severity: warning
-- remedy:   look at what the worker did, then update the root file
-- needs:    task dispatch register_entry
--
-- A worker has no handshake with the root file: it ends, and the task stays ready or in progress
-- until somebody notices, or until it is handed out again.

SELECT dispatch.slug AS slug,
       dispatch.slug AS subject,
       'its dispatch exited with 0, its status is ' || COALESCE(root_task.status, 'missing') AS detail,
       json_object('dispatch', dispatch.path,
                   'exit_code', dispatch.exit_code,
                   'finished_at', dispatch.finished_at,
                   'task', root_task.path,
                   'status', root_task.status) AS evidence
  FROM current_dispatch AS dispatch
  JOIN root_task ON root_task.slug = dispatch.slug
 WHERE dispatch.state = 'exited'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
