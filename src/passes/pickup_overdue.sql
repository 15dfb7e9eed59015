-- A ready task waits, and nobody has picked it up.
--
-- severity: warning
-- remedy:   see whether its owner's manager runs
-- needs:    task no_register_entry register_entry dispatch no_dispatch worktree
--
-- Every dependency is finished, and no ledger shows a hand on it: no entry, no dispatch, no worktree, no
-- pull request. The time counts from the first run that saw it ready: [thresholds] pickup_overdue.

SELECT root_task.slug AS slug,
       root_task.slug AS subject,
       'it is ready since ' || status_since.since || ', and nobody has picked it up' AS detail,
       json_object('task', root_task.path,
                   'status', root_task.status,
                   'ready_since', status_since.since,
                   'owner', root_task.owner) AS evidence,
       (SELECT 'its dependency ' || dependency.target || ' cannot be judged'
          FROM dependency
          JOIN root_task AS needed ON needed.slug = dependency.target
         WHERE dependency.slug = root_task.slug
           AND needed.judged = 0) AS unknown
  FROM root_task
  JOIN status_since
    ON status_since.slug = root_task.slug
   AND status_since.status = 'ready'
 WHERE root_task.status = 'ready'
   AND unixepoch(status_since.since) * 1000000000 < :now - :pickup_overdue
   AND NOT EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM register_entry WHERE register_entry.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM dispatch WHERE dispatch.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1
                     FROM worktree
                    WHERE worktree.slug = root_task.slug
                      AND worktree.on_disk = 1
                      AND worktree.prunable = 0)
   AND root_task.slug NOT IN (SELECT slug FROM task_pull_request)
 ORDER BY subject;
