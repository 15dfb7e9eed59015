-- How long each task took from ready over registered, dispatched, pull request and merged to completed.
--
-- param:   since instant 30d
-- param:   owner text
-- param:   slug text
-- columns: slug owner ready_to_registered registered_to_dispatched dispatched_to_pr
-- columns: pr_to_merged merged_to_completed ready_to_completed ready_at completed_at
--
-- All but the instants are minutes. Each moment is the earliest that anything tells of: a ledger's own
-- instant, or the first run that saw it so; what was there at the first sync tells nothing of its
-- moment, and neither does a date without a time. A step is empty when one of its ends is unknown or
-- they came the other way round. Listed are the tasks of which some moment lies after :since. The view
-- task_moment says where each moment comes from.

SELECT timing.slug, timing.owner,
       MAX(minutes) FILTER (WHERE step = 'ready_to_registered')      AS ready_to_registered,
       MAX(minutes) FILTER (WHERE step = 'registered_to_dispatched') AS registered_to_dispatched,
       MAX(minutes) FILTER (WHERE step = 'dispatched_to_pr')         AS dispatched_to_pr,
       MAX(minutes) FILTER (WHERE step = 'pr_to_merged')             AS pr_to_merged,
       MAX(minutes) FILTER (WHERE step = 'merged_to_completed')      AS merged_to_completed,
       MAX(minutes) FILTER (WHERE step = 'ready_to_completed')       AS ready_to_completed,
       timing.ready_at, timing.completed_at
  FROM task_timing AS timing
  LEFT JOIN task_step ON task_step.slug = timing.slug
 WHERE timing.last_at >= COALESCE(:since, '')
   AND (:owner IS NULL OR timing.owner = :owner)
   AND (:slug IS NULL OR timing.slug = :slug)
 GROUP BY timing.slug
 ORDER BY timing.last_at DESC, timing.slug;
