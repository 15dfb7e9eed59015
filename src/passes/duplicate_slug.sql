-- Two root task files have one slug.
--
-- severity: error
-- remedy:   rename one of the files
--
-- Every other ledger knows a task by its slug alone, so nobody can tell which of the two a register
-- entry or a worktree means. Unless both say the same status, nothing is judged by either.

SELECT task.slug AS slug,
       task.slug AS subject,
       COUNT(*) || ' task files are ' || task.slug AS detail,
       json_object('tasks',
                   json_group_array(json_object('path', task.path, 'status', task.status))) AS evidence
  FROM (SELECT slug, path, status
          FROM task
         WHERE slug IN (SELECT slug FROM task GROUP BY slug HAVING COUNT(*) > 1)
         ORDER BY slug, path) AS task
 GROUP BY task.slug
 ORDER BY subject;
