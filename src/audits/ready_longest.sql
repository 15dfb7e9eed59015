-- Which ready task waits longest to be picked up.
--
-- param:   owner text
-- columns: slug owner priority ready_since minutes
--
-- A task waits when its root file says ready, every dependency is finished, and no ledger shows a hand
-- on it: no entry, no dispatch, no worktree, no pull request. The time counts from the first run that
-- saw it ready, so a task that was ready before tm-db came waits longer than it says here.

SELECT slug, owner, priority, ready_since,
       (unixepoch(COALESCE(:now, 'now')) - unixepoch(ready_since)) / 60 AS minutes
  FROM task_awaiting_pickup
 WHERE :owner IS NULL
    OR owner = :owner
 ORDER BY ready_since, slug;
