-- A pull request is known for a task, and the root file names none, or another one.
--
-- severity: warning
-- remedy:   write its number into the root file
-- needs:    task task_copy register_entry worktree pull_request
--
-- Whoever reads the root file only does not look at the pull request: its conflicts and its failed
-- checks go unseen. It is known because its head is the worktree's, or because the copy names it.

SELECT pull.slug AS slug,
       pull.slug AS subject,
       'its pull request is ' || pull.number || ', the root file names '
           || COALESCE(root_task.pull_request, 'none') AS detail,
       json_object('number', pull.number,
                   'url', pull.url,
                   'known_from', pull.source,
                   'head_oid', pull.head_oid,
                   'task', root_task.path,
                   'root_names', root_task.pull_request) AS evidence
  FROM task_pull_request AS pull
  JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.source IN ('head', 'worktree')
   AND root_task.pull_request IS NOT pull.number
 ORDER BY subject;
