-- A registered worktree is gone, and its task is completed or has no file.
--
-- severity: warning
-- remedy:   prune
-- needs:    register_entry
--
-- Such an entry makes finished work look live: it inflates the count of active tasks and keeps a
-- slot that nobody uses. Reconcile takes the entry out of its register, keeps the bytes that left,
-- and 'tm-db restore' puts them back. What it looked at, just now and on the disk, is in entry_look;
-- an entry of which anything is unknown is kept and listed with the reason.

SELECT entry.slug                       AS slug,
       entry.owner || '/' || entry.slug AS subject,
       CASE look.reason
           WHEN 'completed' THEN 'its task is completed and its worktree is gone'
           ELSE 'its task file and its worktree are gone'
       END                              AS detail,
       json_object('register', entry.register_path,
                   'task_path', entry.task_path,
                   'task', look.task,
                   'status', look.task_status,
                   'worktree_path', entry.worktree_path,
                   'worktree', look.worktree,
                   'registered_at', entry.registered_at) AS evidence,
       CASE look.verdict WHEN 'unknown' THEN look.reason END AS unknown
  FROM entry_look AS look
  JOIN register_entry AS entry
    ON entry.register_path = look.register_path
   AND entry.slug = look.slug
   AND entry.occurrence = look.occurrence
 WHERE look.verdict IN ('prunable', 'unknown')
 ORDER BY subject;
