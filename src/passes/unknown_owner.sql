-- The owner of an unfinished task leads to nobody.
--
-- severity: warning
-- remedy:   correct the task's owner, or the file of the role that it names
-- needs:    task team
--
-- An owner is a person, or a role, which leads to who fills it, else to its owner. One that leads to no
-- person's file, no register and no name of [owners] is on no manager's list: the task is in nobody's
-- heartbeat, and nothing else would say so. A team without files of its people is taken at its word.

WITH route AS MATERIALIZED (   -- first, so that only the tasks of these are looked at
    SELECT *
      FROM owner_route
     WHERE manager IS NULL
        OR unread IS NOT NULL
)
SELECT root_task.slug AS slug,
       root_task.slug AS subject,
       COALESCE('its owner leads to nobody: ' || route.trail, 'nobody is ' || root_task.owner) AS detail,
       json_object('task', root_task.path,
                   'owner', root_task.owner,
                   'roles', (SELECT json_group_array(json_object('path', role.path,
                                                                 'slug', role.slug,
                                                                 'owner', role.owner,
                                                                 'filled_by', role.filled_by))
                               FROM (SELECT * FROM role ORDER BY path) AS role
                              WHERE instr(route.files, '//' || role.path || '//') > 0))
           AS evidence,
       route.unread || ' cannot be read' AS unknown
  FROM route
  JOIN root_task ON root_task.owner_key = route.owner_key
 WHERE root_task.finished IS NOT 1
 ORDER BY subject;
