-- How long signals of each code live, and how many cleared without anyone acting.
--
-- param:   since instant 30d
-- columns: code opened open cleared p50_minutes p90_minutes max_minutes
-- columns: cleared_alone cleared_by_someone
--
-- Counted are the signals opened since then. The minutes run from opening to clearing, and a
-- percentile is the smallest value that so many percent do not exceed.
--
-- A signal cleared without anyone acting when, after the run that opened it and up to the run that
-- cleared it, the history has no change of its task's file, copy or register entry, and no prune of
-- it: only time passed, or a worker, a worktree or a pull request moved on. Signals that are about no
-- one task are in neither count. A code with many of these asks for a longer grace.

WITH life AS (
    SELECT signal.id, signal.code, signal.slug, signal.cleared_at,
           (unixepoch(signal.cleared_at) - unixepoch(signal.opened_at)) / 60 AS minutes,
           MIN(event.run_id) AS opening_run,
           MAX(event.run_id) AS clearing_run
      FROM signal
      JOIN signal_event AS event ON event.signal_id = signal.id
     WHERE signal.opened_at >= COALESCE(:since, '')
     GROUP BY signal.id
),
judged AS (
    SELECT life.*,
           CASE WHEN life.cleared_at IS NULL OR life.slug IS NULL THEN NULL
                ELSE EXISTS (SELECT 1
                               FROM change
                              WHERE change.slug = life.slug
                                AND change.ledger IN ('task', 'task_copy', 'register_entry')
                                AND change.run_id > life.opening_run
                                AND change.run_id <= life.clearing_run)
                  OR EXISTS (SELECT 1
                               FROM prune
                              WHERE prune.slug = life.slug
                                AND prune.run_id BETWEEN life.opening_run AND life.clearing_run)
                END AS someone_acted,
           ROW_NUMBER() OVER (PARTITION BY life.code, life.cleared_at IS NULL
                                  ORDER BY life.minutes) AS place,
           COUNT(life.cleared_at) OVER (PARTITION BY life.code) AS all_cleared
      FROM life
)
SELECT code,
       COUNT(*)                                                        AS opened,
       COUNT(*) FILTER (WHERE cleared_at IS NULL)                      AS open,
       COUNT(cleared_at)                                               AS cleared,
       MIN(minutes) FILTER (WHERE place * 100 >= all_cleared * 50)     AS p50_minutes,
       MIN(minutes) FILTER (WHERE place * 100 >= all_cleared * 90)     AS p90_minutes,
       MAX(minutes)                                                    AS max_minutes,
       COUNT(*) FILTER (WHERE someone_acted = 0)                       AS cleared_alone,
       COUNT(*) FILTER (WHERE someone_acted = 1)                       AS cleared_by_someone
  FROM judged
 GROUP BY code
 ORDER BY code;
