-- Dependencies form a circle.
--
-- severity: error
-- remedy:   drop one of the dependencies
-- needs:    no_task
--
-- None of the tasks in it can ever start. A task that depends on itself is a circle too. One signal
-- stands for all tasks that can reach each other (a strongly connected component, found before the
-- passes run and kept in dependency_circle); its subject is the smallest slug among them.

SELECT circle.circle AS slug,
       circle.circle AS subject,
       'these wait for each other: ' || group_concat(circle.slug, ', ') AS detail,
       json_object('tasks', json_group_array(circle.slug)) AS evidence,
       iif(MIN(circle.judged) = 0, 'a task file in it cannot be judged', NULL) AS unknown
  FROM (SELECT dependency_circle.*, root_task.judged
          FROM dependency_circle
         CROSS JOIN root_task ON root_task.slug = dependency_circle.slug
         ORDER BY dependency_circle.circle, dependency_circle.slug) AS circle
 GROUP BY circle.circle
 ORDER BY subject;
