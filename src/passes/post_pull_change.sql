-- Commits that came into the root checkout changed the task file of a registered task.
--
-- severity: warning
-- remedy:   merge main into the worktree, or tell the worker
-- needs:    register_entry git
--
-- A pull, or a merge, brought another text of the task that somebody is at work on. The signal holds
-- until the worktree's HEAD contains the commits or has the same file, or the entry is gone. Only
-- front matter counts.

SELECT arrival.slug AS slug,
       arrival.slug AS subject,
       'commits on main have changed ' || group_concat(arrival.names, ', ') AS detail,
       json_object('changes',
                   json_group_array(json_object('path', arrival.path,
                                                'old', arrival.old_oid,
                                                'new', arrival.new_oid,
                                                'commits', json(arrival.commits),
                                                'fields', json(arrival.fields)))) AS evidence
  FROM (SELECT arrival.*,
               (SELECT group_concat(key, ', ') FROM json_each(arrival.fields)) AS names
          FROM arrival
         WHERE arrival.settled_at IS NULL
           AND EXISTS (SELECT 1
                         FROM register_entry AS entry
                        WHERE entry.slug = arrival.slug)
         ORDER BY arrival.id) AS arrival
 GROUP BY arrival.slug
 ORDER BY subject;
