-- A task is in progress, and nothing shows a hand at work for a long time.
--
-- severity: warning
-- remedy:   ask its owner; dispatch again, or set it back to ready
-- needs:    task task_copy register_entry dispatch worktree
--
-- A trace of work is the newest of: the worktree's task file, the dispatch record and log, HEAD and
-- index of the worktree, the entry's timestamps. Without any trace the time counts from the first
-- run that saw the task so. How long: [thresholds] stuck_in_progress.

WITH trace AS MATERIALIZED (   -- SQLite cannot look into the view for one slug
    SELECT slug, MAX(at_ns) AS newest_ns
      FROM trace_of_work
     GROUP BY slug
),
in_progress AS (
    SELECT slug FROM root_task WHERE status = 'in_progress'
    UNION
    SELECT slug FROM task_copy WHERE status = 'in_progress'
),
candidate AS MATERIALIZED (
    SELECT root_task.slug, root_task.path, root_task.status, trace.newest_ns AS trace_ns,
           (SELECT unixepoch(status_since.since) * 1000000000
              FROM status_since
             WHERE status_since.slug = root_task.slug
               AND status_since.status = 'in_progress') AS since_ns
      FROM root_task
      LEFT JOIN trace ON trace.slug = root_task.slug
     WHERE root_task.finished IS NOT 1
       AND root_task.slug IN (SELECT slug FROM in_progress)
)
SELECT candidate.slug AS slug,
       candidate.slug AS subject,
       'it is in progress, and no trace of work since '
           || instant(COALESCE(candidate.trace_ns, candidate.since_ns)) AS detail,
       json_object('task', candidate.path,
                   'status', candidate.status,
                   'newest_trace', instant(candidate.trace_ns),
                   'first_seen_so', iif(candidate.trace_ns IS NULL, instant(candidate.since_ns), NULL)) AS evidence,
       NULL AS unknown,
       COALESCE(candidate.trace_ns, candidate.since_ns) + :stuck_in_progress AS due_ns
  FROM candidate
 WHERE COALESCE(candidate.trace_ns, candidate.since_ns) < :soon - :stuck_in_progress
 ORDER BY subject;
