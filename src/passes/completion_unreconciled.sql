-- The work has landed, and the root file does not say completed.
--
-- severity: warning
-- remedy:   tm-db why SLUG shows it; update the root file, then clean up the worktree
-- needs:    task task_copy register_entry dispatch worktree git pull_request
--
-- What the branch changed is in main, or its pull request was merged at its tip, and it has not been
-- reverted since: that is the verdict "completed" of all layers together. The root file says otherwise,
-- so the task looks live and may be handed out again.

WITH candidate AS MATERIALIZED (   -- for the layers of all tasks are dear
    SELECT slug FROM worktree WHERE landed = 'yes'
    UNION
    SELECT slug FROM task_pull_request WHERE state = 'MERGED'
),
completed AS MATERIALIZED (        -- joined to all below, SQLite asks the layers anew for each row
    SELECT completion.*, pull.number AS pull_request
      FROM candidate
      JOIN completion ON completion.slug = candidate.slug
      LEFT JOIN task_pull_request AS pull ON pull.slug = completion.slug
     WHERE completion.verdict = 'completed'
)
SELECT completion.slug AS slug,
       completion.slug AS subject,
       'its work has landed, its status is ' || COALESCE(root_task.status, 'missing') AS detail,
       json_object('task', root_task.path,
                   'status', root_task.status,
                   'branch', worktree.branch,
                   'head_oid', worktree.head_oid,
                   'landed', completion.landed,
                   'landed_proof', worktree.landed_proof,
                   'reverted', completion.reverted,
                   'pr_merged', completion.pr_merged,
                   'pull_request', completion.pull_request) AS evidence
  FROM completed AS completion
 CROSS JOIN root_task ON root_task.slug = completion.slug
  LEFT JOIN task_worktree AS worktree ON worktree.slug = completion.slug
 WHERE root_task.finished IS NOT 1
 ORDER BY subject;
