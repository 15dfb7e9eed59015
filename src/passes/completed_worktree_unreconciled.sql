-- The root file says completed, and the task's worktree is still on disk.
--
-- severity: info
-- remedy:   remove the worktree, once nothing in it would be lost
-- needs:    task register_entry worktree
--
-- A finished task's worktree costs disk and makes the task look live. tm-db removes nothing itself.

SELECT worktree.slug AS slug,
       worktree.slug AS subject,
       'its task is ' || root_task.status || ', its worktree ' || worktree.path || ' is still there' AS detail,
       json_object('task', root_task.path,
                   'status', root_task.status,
                   'worktree_path', worktree.path,
                   'branch', worktree.branch,
                   'head_oid', worktree.head_oid,
                   'locked', json(iif(worktree.locked, 'true', 'false'))) AS evidence
  FROM task_worktree AS worktree
  JOIN root_task ON root_task.slug = worktree.slug
 WHERE worktree.on_disk = 1
   AND root_task.finished = 1
 ORDER BY subject;
