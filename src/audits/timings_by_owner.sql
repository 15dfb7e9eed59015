-- How long each step of a task takes, per owner: percentiles in minutes.
--
-- param:   since instant 90d
-- columns: owner step n p50_minutes p90_minutes max_minutes
--
-- Counted are the steps that ended after :since; the audit task_timings says what they are. The owner
-- is the root file's, else the register's. A percentile is the smallest value that so many percent do
-- not exceed.

WITH ranked AS (
    SELECT owner, step, place AS place_of_step, minutes,
           ROW_NUMBER() OVER (step_of_owner ORDER BY minutes) AS place,
           COUNT(*)     OVER step_of_owner                    AS n
      FROM task_step
     WHERE ended_at >= COALESCE(:since, '')
    WINDOW step_of_owner AS (PARTITION BY owner, step)
)
SELECT owner, step, n,
       MIN(minutes) FILTER (WHERE place * 100 >= n * 50) AS p50_minutes,
       MIN(minutes) FILTER (WHERE place * 100 >= n * 90) AS p90_minutes,
       MAX(minutes)                                      AS max_minutes
  FROM ranked
 GROUP BY owner, step
 ORDER BY owner, place_of_step;
