-- A worker is alive, and nothing but its own record and log has moved for a while.
--
-- severity: warning
-- remedy:   look at the log; it may wait for an answer
-- needs:    dispatch register_entry task_copy worktree
--
-- A worker that writes its log and touches neither its task file nor its branch talks without
-- working. The time counts from its start at the earliest: [thresholds] worker_idle.

WITH trace AS MATERIALIZED (   -- SQLite cannot look into the view for one slug
    SELECT slug, MAX(at_ns) AS newest_ns
      FROM trace_of_work
     WHERE source NOT IN ('dispatch record', 'dispatch log')
     GROUP BY slug
),
worker AS MATERIALIZED (
    SELECT dispatch.*,
           MAX(COALESCE(trace.newest_ns, 0),
               CASE WHEN dispatch.started_at GLOB '????-??-??T??:??:??Z'
                    THEN unixepoch(dispatch.started_at) * 1000000000
                    ELSE 0 END) AS moved_ns
      FROM current_dispatch AS dispatch
      LEFT JOIN trace ON trace.slug = dispatch.slug
     WHERE dispatch.state IN ('running', 'stalled')
)
SELECT worker.slug AS slug,
       worker.slug AS subject,
       'its worker ' || worker.pid || ' is alive, and nothing has moved since '
           || instant(worker.moved_ns) AS detail,
       json_object('dispatch', worker.path,
                   'pid', worker.pid,
                   'started_at', worker.started_at,
                   'moved_at', instant(worker.moved_ns)) AS evidence,
       NULL AS unknown,
       worker.moved_ns + :worker_idle AS due_ns
  FROM worker
 WHERE worker.moved_ns > 0
   AND worker.moved_ns < :soon - :worker_idle
 ORDER BY subject;
