-- A registered task's worktree copy has front matter that the root file lacks.
--
-- severity: warning
-- remedy:   update the root file
-- needs:    task task_copy register_entry worktree
--
-- The worker writes its progress into the copy in its worktree; the root file, which people and the
-- queue read, knows nothing of it. That is how a task at work is handed out twice. Fields are compared
-- after parsing: layout, the order of keys and file times are no difference. While no common base
-- is known, the newer file is taken to be ahead. With drift = "mtime" a newer file is enough.

WITH pair AS (
    SELECT copy.slug, copy.path AS copy_path, root_task.path AS root_path,
           copy.frontmatter AS copy_fields, root_task.frontmatter AS root_fields,
           copy.mtime_ns AS copy_mtime_ns, root_task.mtime_ns AS root_mtime_ns
      FROM register_entry AS entry
      JOIN root_task ON root_task.slug = entry.slug
      JOIN task_copy AS copy ON copy.slug = entry.slug AND copy.worktree_path = entry.worktree
     WHERE copy.mtime_ns > root_task.mtime_ns
       AND (:drift = 'mtime' OR copy.content_hash <> root_task.content_hash)
     GROUP BY copy.slug, copy.path
),
field AS (   -- null, empty and missing are one value
    SELECT pair.copy_path, item.key, 'worktree' AS side,
           CASE WHEN item.value NOT IN ('', '[]', '{}') THEN item.value END AS value
      FROM pair, json_each(pair.copy_fields) AS item
    UNION ALL
    SELECT pair.copy_path, item.key, 'root',
           CASE WHEN item.value NOT IN ('', '[]', '{}') THEN item.value END
      FROM pair, json_each(pair.root_fields) AS item
),
difference AS (
    SELECT copy_path, key,
           MAX(value) FILTER (WHERE side = 'root')     AS root_value,
           MAX(value) FILTER (WHERE side = 'worktree') AS worktree_value
      FROM field
     GROUP BY copy_path, key
    HAVING root_value IS NOT worktree_value
)
SELECT pair.slug AS slug,
       pair.slug AS subject,
       COALESCE('the worktree differs in ' || group_concat(difference.key, ', '),
                'the worktree file is newer') AS detail,
       json_object('root', pair.root_path,
                   'worktree', pair.copy_path,
                   'root_mtime', instant(pair.root_mtime_ns),
                   'worktree_mtime', instant(pair.copy_mtime_ns),
                   'fields', json_group_object(difference.key,
                                               json_object('root', difference.root_value,
                                                           'worktree', difference.worktree_value))
                             FILTER (WHERE difference.key IS NOT NULL)) AS evidence
  FROM pair
  LEFT JOIN difference ON difference.copy_path = pair.copy_path
 GROUP BY pair.copy_path
HAVING :drift = 'mtime' OR COUNT(difference.key) > 0
 ORDER BY subject;
