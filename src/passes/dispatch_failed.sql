-- The latest dispatch of an unfinished task failed.
--
-- severity: error
-- remedy:   read the log, then dispatch again or take over
-- needs:    task dispatch register_entry
--
-- Its worker ended with an exit code other than 0. Nothing retries it.

SELECT dispatch.slug AS slug,
       dispatch.slug AS subject,
       'its dispatch exited with ' || dispatch.exit_code AS detail,
       json_object('dispatch', dispatch.path,
                   'log', dispatch.log_path,
                   'exit_code', dispatch.exit_code,
                   'finished_at', dispatch.finished_at,
                   'status', root_task.status) AS evidence
  FROM current_dispatch AS dispatch
  JOIN root_task ON root_task.slug = dispatch.slug
 WHERE dispatch.state = 'failed'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
