-- The root file has changed since the worktree left main, and the copy there does not know.
--
-- severity: warning
-- remedy:   tell the worker, or bring the change into its worktree
-- needs:    task task_copy register_entry worktree git
--
-- The worker goes on with an old task: somebody has edited the root file on main while it was at work.
-- The edit reaches nobody until the worktree takes main in, and then it may conflict. Compared is what
-- each field was where the worktree left main.

SELECT field.slug AS slug,
       field.slug AS subject,
       'the root file has changed ' || group_concat(field.name, ', ')
           || ', the worktree does not know' AS detail,
       json_object('root', field.root_path,
                   'worktree', field.copy_path,
                   'base', field.base_oid,
                   'fields', json_group_object(field.name,
                                               json_object('label', field.label,
                                                           'base', field.base_value,
                                                           'root', field.root_value,
                                                           'worktree', field.worktree_value))) AS evidence
  FROM (SELECT *
          FROM task_field
         WHERE registered
           AND label IN ('root_ahead', 'both_changed')
         ORDER BY copy_path, name) AS field
 GROUP BY field.copy_path
 ORDER BY subject;
