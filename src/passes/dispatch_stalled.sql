-- A worker is alive, and neither its log nor its record has moved for a while.
--
-- severity: warning
-- remedy:   look at the log; interrupt and dispatch again if it hangs
-- needs:    task dispatch register_entry
--
-- A stalled worker holds its task and its worktree and does nothing with them. How long is a while:
-- [thresholds] stalled_after.

SELECT dispatch.slug AS slug,
       dispatch.slug AS subject,
       'its worker ' || dispatch.pid || ' is alive and quiet' AS detail,
       json_object('dispatch', dispatch.path,
                   'log', dispatch.log_path,
                   'pid', dispatch.pid,
                   'quiet_since', instant(MAX(dispatch.mtime_ns, COALESCE(dispatch.log_mtime_ns, 0))),
                   'status', root_task.status) AS evidence
  FROM current_dispatch AS dispatch
  JOIN root_task ON root_task.slug = dispatch.slug
 WHERE dispatch.state = 'stalled'
   AND root_task.finished IS NOT 1
 ORDER BY subject;
