-- One task is registered by two managers.
--
-- severity: error
-- remedy:   decide who has it, and remove the other entry
-- needs:    register_entry
--
-- Both believe that they own it, and both may dispatch it.

SELECT entry.slug AS slug,
       entry.slug AS subject,
       'it is registered by ' || group_concat(entry.owner, ' and ') AS detail,
       json_object('entries',
                   json_group_array(json_object('register', entry.register_path,
                                                'worktree_path', entry.worktree_path,
                                                'registered_at', entry.registered_at))) AS evidence
  FROM (SELECT *
          FROM register_entry
         WHERE slug IN (SELECT slug
                          FROM register_entry
                         GROUP BY slug
                        HAVING COUNT(DISTINCT register_path) > 1)
         ORDER BY slug, register_path, position) AS entry
 GROUP BY entry.slug
 ORDER BY subject;
