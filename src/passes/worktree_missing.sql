-- A registered task is not finished, and the worktree that its entry names is gone.
--
-- severity: warning
-- remedy:   dispatch the task again, or unregister it
-- needs:    register_entry
--
-- The manager counts a worker that has nowhere to work. The entry is kept: the task is unfinished,
-- and the entry is the only record that somebody had begun.

SELECT entry.slug AS slug,
       entry.slug AS subject,
       'its worktree ' || entry.worktree_path || ' is gone, its status is '
           || COALESCE(look.task_status, 'missing') AS detail,
       json_object('register', entry.register_path,
                   'worktree_path', entry.worktree_path,
                   'worktree', look.worktree,
                   'status', look.task_status,
                   'registered_at', entry.registered_at) AS evidence,
       CASE WHEN look.worktree = 'unknown' OR look.task = 'unknown' THEN look.reason END AS unknown
  FROM entry_look AS look
  JOIN register_entry AS entry
    ON entry.register_path = look.register_path
   AND entry.slug = look.slug
   AND entry.occurrence = look.occurrence
 WHERE entry.worktree_path IS NOT NULL
   AND look.worktree <> 'present'
   AND look.task <> 'absent'
   AND look.task_status IS NOT 'completed'
   AND look.task_status IS NOT 'cancelled'
   AND look.young = 0
 ORDER BY subject, entry.owner;
