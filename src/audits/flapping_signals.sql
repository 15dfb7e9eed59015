-- Which signals keep coming back: opened three times or more within 24 hours.
--
-- param:   since instant 7d
-- columns: code subject slug opened most_in_a_day first_opened_at last_opened_at open
--
-- Each row is one disagreement by code and subject. Counted are its openings since then; most_in_a_day
-- is the largest number of them within any 24 hours. A signal that flaps is either judged too early,
-- and asks for a longer grace, or two parties keep writing over each other.

WITH opening AS (
    SELECT code, subject, slug, opened_at, cleared_at,
           COUNT(*) OVER (PARTITION BY code, subject
                              ORDER BY unixepoch(opened_at)
                              RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW) AS within_a_day
      FROM signal
     WHERE opened_at >= COALESCE(:since, '')
)
SELECT code, subject,
       MAX(slug)                               AS slug,
       COUNT(*)                                AS opened,
       MAX(within_a_day)                       AS most_in_a_day,
       MIN(opened_at)                          AS first_opened_at,
       MAX(opened_at)                          AS last_opened_at,
       COUNT(*) FILTER (WHERE cleared_at IS NULL) AS open
  FROM opening
 GROUP BY code, subject
HAVING MAX(within_a_day) >= 3
 ORDER BY most_in_a_day DESC, code, subject;
