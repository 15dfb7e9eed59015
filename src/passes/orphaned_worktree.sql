-- A worktree that no register entry names.
--
-- severity: warning
-- remedy:   register it again, or tm-db certify WORKTREE and remove it
-- needs:    no_register_entry worktree
--
-- Nobody answers for it: it may hold work that was never pushed, or a worker that the managers
-- have lost. The evidence lists what removing it would lose, the first twenty things. A young one is
-- left alone, since a dispatcher may make the worktree first.

SELECT CASE WHEN EXISTS (SELECT 1 FROM task WHERE task.slug = worktree.slug)
            THEN worktree.slug
       END           AS slug,
       worktree.path AS subject,
       'no register entry names it'
           || CASE loss.removable
                  WHEN 'yes' THEN '; nothing would be lost with it'
                  WHEN 'no'  THEN '; removing it would lose work'
                  ELSE ''
              END AS detail,
       json_object('worktree_path', worktree.path,
                   'branch', worktree.branch,
                   'head_oid', worktree.head_oid,
                   'in_git', json(iif(worktree.in_git, 'true', 'false')),
                   'made_at', instant(COALESCE(worktree.gitdir_mtime_ns, worktree.mtime_ns)),
                   'removable', loss.removable,
                   'losses', json(loss.losses),
                   'loss_count', loss.count,
                   'unknown', json(loss.unknown)) AS evidence,
       iif(worktree.stale, 'it cannot be looked at', NULL) AS unknown,
       COALESCE(worktree.gitdir_mtime_ns, worktree.mtime_ns) + :grace AS due_ns
  FROM worktree
  LEFT JOIN worktree_loss AS loss ON loss.worktree_path = worktree.path
 WHERE (worktree.on_disk = 1 OR worktree.stale = 1)
   AND (worktree.in_git = 1 OR worktree.matches_layout = 1)
   AND COALESCE(worktree.gitdir_mtime_ns, worktree.mtime_ns) < :soon - :grace
   AND NOT EXISTS (SELECT 1
                     FROM register_entry AS entry
                    WHERE entry.worktree = worktree.path)
 ORDER BY subject;
