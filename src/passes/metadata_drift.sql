-- A registered task's worktree copy has front matter that the root file lacks.
--
-- severity: warning
-- remedy:   tm-db diff SLUG shows it; update the root file
-- needs:    task task_copy register_entry worktree
--
-- The worker writes its progress into the copy in its worktree; the root file, which people and the
-- queue read, knows nothing of it. That is how a task at work is handed out twice. Fields are compared
-- after parsing: layout, the order of keys and file times are no difference. What a field was where
-- the worktree left main tells who has changed it; without such a base the newer file is taken to be
-- ahead. Where git ought to know the base and cannot tell, nobody can. With drift = "mtime" a newer
-- file is enough.

WITH difference AS MATERIALIZED (
    SELECT copy_path, name, label, base_value, root_value, worktree_value
      FROM task_field
     WHERE label IN ('worktree_ahead', 'both_changed', 'differs')
     ORDER BY copy_path, name
)
SELECT pair.slug AS slug,
       pair.slug AS subject,
       COALESCE('the worktree differs in ' || group_concat(difference.name, ', '),
                'the worktree file is newer') AS detail,
       json_object('root', pair.root_path,
                   'worktree', pair.copy_path,
                   'base', pair.base_oid,
                   'root_mtime', instant(pair.root_mtime_ns),
                   'worktree_mtime', instant(pair.copy_mtime_ns),
                   'fields', json_group_object(difference.name,
                                               json_object('label', difference.label,
                                                           'base', difference.base_value,
                                                           'root', difference.root_value,
                                                           'worktree', difference.worktree_value))
                             FILTER (WHERE difference.name IS NOT NULL)) AS evidence,
       CASE WHEN :drift <> 'mtime' AND pair.base_oid IS NULL
            THEN 'where its worktree left main is not known: ' || worktree.git_trouble
       END AS unknown
  FROM task_pair AS pair
  JOIN worktree ON worktree.path = pair.worktree_path
  LEFT JOIN difference ON difference.copy_path = pair.copy_path
 WHERE pair.registered
   AND CASE WHEN :drift = 'mtime'          THEN pair.copy_mtime_ns > pair.root_mtime_ns
            WHEN difference.name IS NULL   THEN 0
            WHEN pair.base_oid IS NOT NULL THEN 1
            WHEN worktree.git_trouble IS NOT NULL THEN 1
            ELSE pair.copy_mtime_ns > pair.root_mtime_ns END
 GROUP BY pair.copy_path
 ORDER BY subject;
