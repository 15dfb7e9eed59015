-- A dependency names no task.
--
-- severity: warning
-- remedy:   correct the name, or drop the dependency
-- needs:    task no_task
--
-- The task waits for something that cannot come. A dependency may name a slug or a task's id.

SELECT dependency.slug AS slug,
       dependency.slug AS subject,
       'it depends on ' || group_concat(dependency.depends_on, ', ') || ', which is no task' AS detail,
       json_object('task', dependency.path,
                   'missing', json_group_array(dependency.depends_on)) AS evidence,
       iif(MAX(dependency.unseen), 'a task file of that name cannot be read', NULL) AS unknown
  FROM (SELECT dependency.*,
               dependency.depends_on IN (SELECT problem.slug
                                           FROM problem
                                          WHERE problem.kind = 'task'
                                            AND problem.slug IS NOT NULL) AS unseen
          FROM dependency
         ORDER BY slug, depends_on) AS dependency
 WHERE dependency.target IS NULL
 GROUP BY dependency.slug
 ORDER BY subject;
