-- How long each step of a task takes, per week: percentiles in minutes.
--
-- param:   since instant 90d
-- param:   owner text
-- columns: week step n p50_minutes p90_minutes max_minutes
--
-- Counted are the steps that ended after :since, in the week in which they ended, named by its Monday
-- in UTC; the audit task_timings says what they are. A percentile is the smallest value that so many
-- percent do not exceed.

WITH ranked AS (
    SELECT week, step, place AS place_of_step, minutes,
           ROW_NUMBER() OVER (step_of_week ORDER BY minutes) AS place,
           COUNT(*)     OVER step_of_week                    AS n
      FROM task_step
     WHERE ended_at >= COALESCE(:since, '')
       AND (:owner IS NULL OR owner = :owner)
    WINDOW step_of_week AS (PARTITION BY week, step)
)
SELECT week, step, n,
       MIN(minutes) FILTER (WHERE place * 100 >= n * 50) AS p50_minutes,
       MIN(minutes) FILTER (WHERE place * 100 >= n * 90) AS p90_minutes,
       MAX(minutes)                                      AS max_minutes
  FROM ranked
 GROUP BY week, step
 ORDER BY week DESC, place_of_step;
