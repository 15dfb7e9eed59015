-- One worktree stands in the entries of two tasks.
--
-- severity: error
-- remedy:   give each task a worktree of its own
-- needs:    worktree
--
-- Two workers in one worktree overwrite each other. A worktree is one by git's admin directory or by
-- device and inode, however its path is spelled.

SELECT NULL          AS slug,
       worktree.path AS subject,
       'it is registered for ' || group_concat(entry.slug, ' and ') AS detail,
       json_object('worktree_path', worktree.path,
                   'entries',
                   json_group_array(json_object('register', entry.register_path,
                                                'slug', entry.slug,
                                                'worktree_path', entry.worktree_path))) AS evidence,
       CASE WHEN worktree.stale = 1   THEN 'it cannot be looked at'
            WHEN MAX(entry.stale) = 1 THEN 'a register that names it cannot be read'
       END           AS unknown
  FROM worktree
  JOIN (SELECT *
          FROM register_entry
         WHERE worktree IN (SELECT worktree
                              FROM register_entry
                             GROUP BY worktree
                            HAVING COUNT(DISTINCT slug) > 1)
         ORDER BY slug, register_path, position) AS entry
    ON entry.worktree = worktree.path
 WHERE worktree.on_disk = 1 OR worktree.stale = 1
 GROUP BY worktree.path
 ORDER BY subject;
