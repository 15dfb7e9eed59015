-- A source could not be read or understood.
--
-- severity: error
-- remedy:   correct the file; the problem says where
--
-- What rests on it is not evaluated, and nothing is pruned by it. Its last good values stay in the
-- mirror, marked stale.

SELECT CASE WHEN COUNT(DISTINCT problem.slug) = 1 THEN MAX(problem.slug) END AS slug,
       problem.path AS subject,
       (SELECT CASE WHEN first.line > 0 THEN 'line ' || first.line || ': ' ELSE '' END || first.message
          FROM problem AS first
         WHERE first.path = problem.path
         ORDER BY first.line, first."column", first.message
         LIMIT 1)
           || CASE WHEN COUNT(*) > 1 THEN ' (and ' || (COUNT(*) - 1) || ' more)' ELSE '' END AS detail,
       json_object('path', problem.path,
                   'problems',
                   json_group_array(json_object('line', problem.line,
                                                'column', problem."column",
                                                'message', problem.message))) AS evidence
  FROM (SELECT * FROM problem ORDER BY path, line, "column", message) AS problem
 GROUP BY problem.path
 ORDER BY subject;
