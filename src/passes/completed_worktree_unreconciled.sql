-- The root file says completed, and the task's worktree is still on disk.
--
-- severity: info
-- remedy:   tm-db certify WORKTREE, then remove it
-- needs:    task register_entry worktree
--
-- A finished task's worktree costs disk and makes the task look live. The evidence lists what removing
-- it would lose, the first twenty things; tm-db removes nothing itself.

SELECT worktree.slug AS slug,
       worktree.slug AS subject,
       'its task is ' || root_task.status || ', its worktree ' || worktree.path || ' is still there'
           || CASE loss.removable
                  WHEN 'yes' THEN '; nothing would be lost with it'
                  WHEN 'no'  THEN '; removing it would lose work'
                  ELSE ''
              END AS detail,
       json_object('task', root_task.path,
                   'status', root_task.status,
                   'worktree_path', worktree.path,
                   'branch', worktree.branch,
                   'head_oid', worktree.head_oid,
                   'locked', json(iif(worktree.locked, 'true', 'false')),
                   'removable', loss.removable,
                   'losses', json(loss.losses),
                   'loss_count', loss.count,
                   'unknown', json(loss.unknown)) AS evidence
  FROM task_worktree AS worktree
  JOIN root_task ON root_task.slug = worktree.slug
  LEFT JOIN worktree_loss AS loss ON loss.worktree_path = worktree.path
 WHERE worktree.on_disk = 1
   AND root_task.finished = 1
 ORDER BY subject;
