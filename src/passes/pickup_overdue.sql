-- A ready task waits, and nobody has picked it up.
--
-- severity: warning
-- remedy:   see whether its owner's manager runs
-- needs:    task no_register_entry register_entry dispatch no_dispatch worktree
--
-- Every dependency is finished, and no ledger shows a hand on it: no entry, no dispatch, no worktree, no
-- pull request. The time counts from the first run that saw it ready: [thresholds] pickup_overdue.

SELECT ready.slug AS slug,
       ready.slug AS subject,
       'it is ready since ' || ready.ready_since || ', and nobody has picked it up' AS detail,
       json_object('task', ready.path,
                   'status', ready.status,
                   'ready_since', ready.ready_since,
                   'owner', ready.owner) AS evidence,
       (SELECT 'its dependency ' || dependency.target || ' cannot be judged'
          FROM dependency
          JOIN root_task AS needed ON needed.slug = dependency.target
         WHERE dependency.slug = ready.slug
           AND needed.judged = 0) AS unknown,
       unixepoch(ready.ready_since) * 1000000000 + :pickup_overdue AS due_ns
  FROM task_awaiting_pickup AS ready
 WHERE unixepoch(ready.ready_since) * 1000000000 < :soon - :pickup_overdue
 ORDER BY subject;
