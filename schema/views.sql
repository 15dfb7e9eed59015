-- The public SQL surface, and the words that views and passes share. Made anew whenever this text
-- differs from the one in the database, so an old database answers with today's logic. Every view
-- runs in a stock sqlite3 shell.

-- A task by its slug. Where several root files share one slug the first path speaks, and the status
-- is judged by only when all of them were read well and agree.
CREATE VIEW root_task AS
SELECT task.slug, task.path, task.status, task.title, task.owner, task.priority,
       task.owner_key, task.pull_request, task.completed_at, task.content_hash, task.mtime_ns,
       task.frontmatter,
       task.status IN ('completed', 'cancelled') AS finished,
       task.stale = 0
       AND NOT EXISTS (SELECT 1
                         FROM task AS twin
                        WHERE twin.slug = task.slug
                          AND (twin.stale = 1 OR twin.status IS NOT task.status)) AS judged
  FROM task
 WHERE NOT EXISTS (SELECT 1
                     FROM task AS earlier
                    WHERE earlier.slug = task.slug
                      AND earlier.path < task.path);

-- What a dependency names: a slug, else a task's id. target is NULL when it names no task.
CREATE VIEW dependency AS
SELECT task_dependency.slug, task_dependency.path, task_dependency.depends_on,
       COALESCE((SELECT task.slug FROM task WHERE task.slug = task_dependency.depends_on LIMIT 1),
                (SELECT task.slug FROM task WHERE task.id = task_dependency.depends_on LIMIT 1))
           AS target
  FROM task_dependency;

-- A task that waits: a dependency is not finished, or names no task.
CREATE VIEW unmet_dependency AS
SELECT dependency.slug, dependency.depends_on
  FROM dependency
  LEFT JOIN root_task ON root_task.slug = dependency.target
 WHERE COALESCE(root_task.finished, 0) = 0;

-- The newest record of each slug.
CREATE VIEW latest_dispatch AS
SELECT dispatch.*
  FROM dispatch
 WHERE NOT EXISTS (SELECT 1
                     FROM dispatch AS later
                    WHERE later.slug = dispatch.slug
                      AND (later.newest_ns, later.path) > (dispatch.newest_ns, dispatch.path));

-- The latest record, where it belongs to this life of the slug: not older than its registration.
CREATE VIEW current_dispatch AS
SELECT latest_dispatch.*
  FROM latest_dispatch
 WHERE NOT EXISTS (SELECT 1
                     FROM register_entry AS entry
                    WHERE entry.slug = latest_dispatch.slug
                      AND entry.registered_at GLOB '????-??-??T??:??:??Z'
                      AND unixepoch(entry.registered_at) * 1000000000 > latest_dispatch.newest_ns);

-- The one worktree that stands for a slug: on disk rather than not, known to git rather than not.
CREATE VIEW task_worktree AS
SELECT worktree.*
  FROM worktree
 WHERE NOT EXISTS (SELECT 1
                     FROM worktree AS other
                    WHERE other.slug = worktree.slug
                      AND (-other.on_disk, -other.in_git, other.path)
                        < (-worktree.on_disk, -worktree.in_git, worktree.path));

-- A pull request that belongs to a slug: by its worktree's head (and branch, or what the branch
-- follows), else because the copy or the root file names it; the lowest rank counts. One that was
-- merged or closed before the slug was registered is of an earlier life, and nobody's.
CREATE VIEW pull_request_claim AS
SELECT claim.*
  FROM (SELECT worktree.slug, pull_request.number, 0 AS rank, 'head' AS source
          FROM task_worktree AS worktree
          JOIN pull_request ON pull_request.head_oid = worktree.head_oid
         WHERE pull_request.state IN ('OPEN', 'MERGED')
           AND (worktree.branch IS NULL
                OR pull_request.head_ref = worktree.branch
                OR worktree.upstream LIKE 'refs/remotes/%/' || pull_request.head_ref)
        UNION ALL
        SELECT copy.slug, copy.pull_request, 1, 'worktree'
          FROM task_copy AS copy
          JOIN task_worktree AS worktree
            ON worktree.slug = copy.slug
           AND worktree.path = copy.worktree_path
         WHERE copy.pull_request IS NOT NULL
        UNION ALL
        SELECT root_task.slug, root_task.pull_request, 2, 'root'
          FROM root_task
         WHERE root_task.pull_request IS NOT NULL) AS claim
 WHERE NOT EXISTS (SELECT 1
                     FROM pull_request AS earlier
                     JOIN register_entry AS entry ON entry.slug = claim.slug
                    WHERE earlier.number = claim.number
                      AND entry.registered_at GLOB '????-??-??T??:??:??Z'
                      AND COALESCE(earlier.merged_at, earlier.closed_at) < entry.registered_at);

-- The pull request of a slug. state and the rest are NULL while it is only a number.
CREATE VIEW task_pull_request AS
SELECT claim.slug, claim.number, claim.source,
       pull_request.state, pull_request.url, pull_request.head_oid, pull_request.merged_at,
       pull_request.closed_at, pull_request.mergeable, pull_request.ci_state, pull_request.is_draft
  FROM (SELECT slug, source, MIN(rank * 1000000000 - number) AS best, number
          FROM pull_request_claim
         GROUP BY slug) AS claim
  LEFT JOIN pull_request ON pull_request.number = claim.number;

-- Every sign of a hand at work on a slug, by its source.
CREATE VIEW trace_of_work AS
SELECT slug, 'task copy' AS source, mtime_ns AS at_ns FROM task_copy
UNION ALL
SELECT slug, 'dispatch record', mtime_ns FROM current_dispatch
UNION ALL
SELECT slug, 'dispatch log', log_mtime_ns FROM current_dispatch WHERE log_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'worktree HEAD', head_mtime_ns FROM worktree WHERE head_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'worktree index', index_mtime_ns FROM worktree WHERE index_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'register entry', unixepoch(stamp) * 1000000000
  FROM (SELECT slug, registered_at AS stamp FROM register_entry
        UNION ALL SELECT slug, launched_at FROM register_entry
        UNION ALL SELECT slug, started_at FROM register_entry)
 WHERE stamp GLOB '????-??-??T??:??:??Z';

-- A task that is ready while nobody has picked it up: every dependency is finished, and no ledger shows
-- a hand on it. ready_since is the first run that saw it ready.
CREATE VIEW task_awaiting_pickup AS
SELECT root_task.slug, root_task.path, root_task.status, root_task.owner, root_task.priority,
       status_since.since AS ready_since
  FROM root_task
  JOIN status_since
    ON status_since.slug = root_task.slug
   AND status_since.status = 'ready'
 WHERE root_task.status = 'ready'
   AND NOT EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM register_entry WHERE register_entry.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM dispatch WHERE dispatch.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1
                     FROM worktree
                    WHERE worktree.slug = root_task.slug
                      AND worktree.on_disk = 1
                      AND worktree.prunable = 0)
   AND NOT EXISTS (SELECT 1 FROM pull_request_claim AS claim WHERE claim.slug = root_task.slug);

-- The moments of a task: ready, registered, dispatched, pr, merged and completed. Each is the earliest
-- that anything tells of: a ledger's own instant, which it may have taken back since, or the first run
-- that saw it so. The first run of the history saw everything for the first time, which tells nothing.
CREATE VIEW task_moment AS
WITH own_instant (ledger, field, moment) AS (
    VALUES ('register_entry', 'registered_at', 'registered'),
           ('register_entry', 'launched_at',   'dispatched'),
           ('dispatch',       'started_at',    'dispatched'),
           ('task',           'pr_created_at', 'pr'),
           ('task_copy',      'pr_created_at', 'pr'),
           ('task',           'completed_at',  'completed')
),
news AS (
    SELECT *
      FROM change
     WHERE run_id > (SELECT MIN(run_id) FROM change)
),
told (slug, moment, at) AS (
    SELECT slug, 'registered', registered_at FROM register_entry
    UNION ALL
    SELECT slug, 'dispatched', launched_at FROM register_entry
    UNION ALL
    SELECT slug, 'dispatched', started_at FROM dispatch
    UNION ALL
    SELECT slug, 'pr', pr_created_at FROM task
    UNION ALL
    SELECT slug, 'pr', pr_created_at FROM task_copy
    UNION ALL
    SELECT slug, 'merged', merged_at FROM task_pull_request
    UNION ALL
    SELECT slug, 'completed', completed_at FROM task
    UNION ALL
    SELECT change.slug, own_instant.moment,
           iif(change.field = 'row',
               (SELECT value FROM json_each(change.old_value) WHERE key = own_instant.field),
               change.old_value)
      FROM own_instant
      JOIN change
        ON change.ledger = own_instant.ledger
       AND change.field IN ('row', own_instant.field)
     WHERE change.old_value IS NOT NULL
    UNION ALL
    SELECT slug, new_value, at
      FROM news
     WHERE ledger = 'task'
       AND field = 'status'
       AND new_value IN ('ready', 'completed')
    UNION ALL
    SELECT slug, status, at   -- what a file that appeared said: what the next change found there
      FROM (SELECT appeared.slug, appeared.at,
                   COALESCE((SELECT iif(later.field = 'row',
                                        (SELECT value
                                           FROM json_each(later.old_value)
                                          WHERE key = 'status'),
                                        later.old_value)
                               FROM change AS later
                              WHERE later.slug = appeared.slug
                                AND later.ledger = 'task'
                                AND later.field IN ('row', 'status')
                                AND later.id > appeared.id
                              ORDER BY later.id
                              LIMIT 1),
                            (SELECT task.status FROM task WHERE task.slug = appeared.slug)) AS status
              FROM news AS appeared
             WHERE appeared.ledger = 'task'
               AND appeared.field = 'row'
               AND appeared.new_value = 'present')
     WHERE status IN ('ready', 'completed')
    UNION ALL
    SELECT slug, iif(ledger = 'dispatch', 'dispatched', 'registered'), at
      FROM news
     WHERE ledger IN ('register_entry', 'dispatch')
       AND field = 'row'
       AND new_value = 'present'
    UNION ALL
    SELECT slug, 'pr', at
      FROM news
     WHERE ledger IN ('task', 'task_copy')
       AND field = 'pull_request'
       AND new_value IS NOT NULL
    UNION ALL
    SELECT pull.slug, 'pr', news.at
      FROM news
      JOIN task_pull_request AS pull ON news.row_key = '[' || pull.number || ']'
     WHERE news.ledger = 'pull_request'
       AND news.field = 'row'
       AND news.new_value = 'present'
)
SELECT slug, moment, MIN(strftime('%Y-%m-%dT%H:%M:%SZ', at)) AS at
  FROM told
 WHERE at GLOB '????-??-??[T ]??:??*'   -- a date alone is no moment
 GROUP BY slug, moment
HAVING MIN(strftime('%Y-%m-%dT%H:%M:%SZ', at)) IS NOT NULL;

-- The moments of a task side by side; last_at is the latest of them.
CREATE VIEW task_timing AS
SELECT moment.slug,
       COALESCE(root_task.owner,
                (SELECT entry.owner
                   FROM register_entry AS entry
                  WHERE entry.slug = moment.slug
                  ORDER BY entry.owner
                  LIMIT 1))                                     AS owner,
       MAX(moment.at) FILTER (WHERE moment.moment = 'ready')      AS ready_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'registered') AS registered_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'dispatched') AS dispatched_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'pr')         AS pr_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'merged')     AS merged_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'completed')  AS completed_at,
       MAX(moment.at)                                           AS last_at
  FROM task_moment AS moment
  LEFT JOIN root_task ON root_task.slug = moment.slug
 GROUP BY moment.slug;

-- A task's way from one moment to another, in whole minutes. There is none where the other came first.
-- week is the Monday of the week in which it ended.
CREATE VIEW task_step AS
WITH way (step, place, from_moment, to_moment) AS (
    VALUES ('ready_to_registered',      1, 'ready',      'registered'),
           ('registered_to_dispatched', 2, 'registered', 'dispatched'),
           ('dispatched_to_pr',         3, 'dispatched', 'pr'),
           ('pr_to_merged',             4, 'pr',         'merged'),
           ('merged_to_completed',      5, 'merged',     'completed'),
           ('ready_to_completed',       6, 'ready',      'completed')
),
moment AS MATERIALIZED (SELECT * FROM task_moment)
SELECT timing.slug, timing.owner, way.step, way.place, ended.at AS ended_at,
       date(ended.at, 'weekday 0', '-6 days')         AS week,
       (unixepoch(ended.at) - unixepoch(began.at)) / 60 AS minutes
  FROM way
  JOIN moment AS began ON began.moment = way.from_moment
  JOIN moment AS ended ON ended.moment = way.to_moment AND ended.slug = began.slug
  JOIN task_timing AS timing ON timing.slug = began.slug
 WHERE ended.at >= began.at;

-- A task's copy in a worktree beside the root file, and beside the file as it was where the worktree
-- left main, as far as that is known. registered: an entry names the task with that worktree.
CREATE VIEW task_pair AS
SELECT copy.slug, copy.worktree_path, copy.path AS copy_path, root_task.path AS root_path,
       base.base_oid, base.frontmatter AS base_fields, root_task.frontmatter AS root_fields,
       copy.frontmatter AS copy_fields, base.content_hash AS base_hash,
       root_task.content_hash AS root_hash, copy.content_hash AS copy_hash,
       root_task.mtime_ns AS root_mtime_ns, copy.mtime_ns AS copy_mtime_ns,
       EXISTS (SELECT 1
                 FROM register_entry AS entry
                WHERE entry.slug = copy.slug
                  AND entry.worktree = copy.worktree_path) AS registered
  FROM task_copy AS copy
 CROSS JOIN root_task ON root_task.slug = copy.slug   -- in this order: there are fewer copies
  LEFT JOIN task_base AS base
    ON base.worktree_path = copy.worktree_path
   AND base.path = root_task.path
   AND base.frontmatter IS NOT NULL;

-- The fields of such a pair, where the two files differ at all. Null, empty and missing are one value.
-- label is NULL where a field is the same in both and nothing is known of a base, or it is that of
-- the base; without a base it is 'differs'.
CREATE VIEW task_field AS
WITH pair AS MATERIALIZED (
    SELECT * FROM task_pair WHERE copy_hash <> root_hash
),
field AS (
    SELECT pair.copy_path, item.key, 'base' AS side, item.value
      FROM pair, json_each(pair.base_fields) AS item
    UNION ALL
    SELECT pair.copy_path, item.key, 'root', item.value
      FROM pair, json_each(pair.root_fields) AS item
    UNION ALL
    SELECT pair.copy_path, item.key, 'worktree', item.value
      FROM pair, json_each(pair.copy_fields) AS item
),
row AS (
    SELECT copy_path, key,
           MAX(value) FILTER (WHERE side = 'base')     AS base_value,
           MAX(value) FILTER (WHERE side = 'root')     AS root_value,
           MAX(value) FILTER (WHERE side = 'worktree') AS worktree_value
      FROM field
     WHERE value NOT IN ('', '[]', '{}')
     GROUP BY copy_path, key
)
SELECT pair.slug, pair.worktree_path, pair.copy_path, pair.root_path, pair.base_oid, pair.registered,
       row.key AS name, row.base_value, row.root_value, row.worktree_value,
       CASE WHEN pair.base_oid IS NULL
            THEN iif(row.worktree_value IS row.root_value, NULL, 'differs')
            WHEN row.worktree_value IS row.root_value
            THEN iif(row.root_value IS row.base_value, NULL, 'converged')
            WHEN row.root_value IS row.base_value     THEN 'worktree_ahead'
            WHEN row.worktree_value IS row.base_value THEN 'root_ahead'
            ELSE 'both_changed' END AS label
  FROM row
  JOIN pair ON pair.copy_path = row.copy_path;

-- What could not be seen, by the need of a pass: the rows of one slug (slug), or whether there are
-- rows at all (slug NULL). A pass that needs it says "not evaluated" there.
CREATE VIEW unknown_fact AS
SELECT 'task' AS need, root_task.slug, 'its task file cannot be judged' AS reason
  FROM root_task
 WHERE root_task.judged = 0
UNION
SELECT 'no_task', NULL, 'a folder of task files cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'task_folder'
UNION
SELECT 'task_copy', task_copy.slug, 'its copy in ' || task_copy.worktree_path || ' cannot be judged'
  FROM task_copy
 WHERE task_copy.stale = 1
UNION
SELECT 'register_entry', entry.slug, COALESCE(entry.problem, 'its register cannot be read')
  FROM register_entry AS entry
 WHERE entry.stale = 1
    OR entry.problem IS NOT NULL
UNION
SELECT 'no_register_entry', NULL, 'a register cannot be read: ' || register_file.path
  FROM register_file
 WHERE register_file.stale = 1
   AND register_file.ever_read = 0
UNION
SELECT 'no_register_entry', NULL, 'a folder of registers cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'register_folder'
UNION
SELECT 'dispatch', problem.slug, 'its dispatch record cannot be read'
  FROM problem
 WHERE problem.kind = 'dispatch'
   AND problem.slug IS NOT NULL
UNION
SELECT 'dispatch', dispatch.slug, 'its dispatch record cannot be read'
  FROM dispatch
 WHERE dispatch.stale = 1
UNION
SELECT 'no_dispatch', NULL, 'a folder of dispatch records cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'dispatch_folder'
UNION
SELECT 'worktree', NULL, 'the worktrees cannot be listed: ' || problem.message
  FROM problem
 WHERE problem.kind IN ('git', 'worktree_folder')
UNION
SELECT 'git', NULL, 'there is no git repository'
  FROM mirror_state
 WHERE mirror_state.name = 'git'
   AND mirror_state.value = 'none'
UNION
SELECT 'git', NULL, 'git cannot be asked: ' || problem.message
  FROM problem
 WHERE problem.kind = 'git'
UNION
SELECT 'git', worktree.slug, 'git cannot tell of its commits: ' || worktree.git_trouble
  FROM worktree
 WHERE worktree.git_trouble IS NOT NULL
UNION
SELECT 'team', NULL, 'a folder that tells who is in the team cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind IN ('role_folder', 'person_folder', 'register_folder')
UNION
SELECT 'pull_request', NULL, 'the pull requests cannot be read'
  FROM mirror_state
 WHERE mirror_state.name = 'pull_requests_stale'
   AND mirror_state.value = 'yes'
UNION
SELECT 'worktree', worktree.slug, 'its worktree ' || worktree.path || ' cannot be looked at'
  FROM worktree
 WHERE worktree.stale = 1;

-- When the last reconcile began. Views know no clock: this is the one that they go by.
CREATE VIEW last_reconcile AS
SELECT id, started_at
  FROM run
 WHERE kind = 'reconcile'
 ORDER BY id DESC
 LIMIT 1;

-- A signal that is not cleared. acknowledged: somebody has said until when it needs no attention, and
-- that is not over. unstable: within a day it has opened and cleared three times before; of
-- its intervals only the third newest needs to be looked at.
CREATE VIEW open_signal AS
SELECT signal.*,
       iif(signal.acknowledged_until IS NULL,
           NULL,
           (SELECT event.detail
              FROM signal_event AS event
             WHERE event.signal_id = signal.id
               AND event.event = 'acknowledged'
             ORDER BY event.id DESC
             LIMIT 1)) AS acknowledged_why,
       signal.acknowledged_until IS NOT NULL
       AND signal.acknowledged_until > (SELECT started_at FROM last_reconcile) AS acknowledged,
       COALESCE((SELECT earlier.opened_at
                   FROM signal AS earlier
                  WHERE earlier.code = signal.code
                    AND earlier.subject = signal.subject
                    AND earlier.cleared_at IS NOT NULL
                  ORDER BY earlier.id DESC
                  LIMIT 1 OFFSET 2)
                >= (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', started_at, '-1 day')
                      FROM last_reconcile), 0) AS unstable
  FROM signal
 WHERE signal.cleared_at IS NULL;

-- One task, all ledgers side by side.
CREATE VIEW ledgers AS
SELECT slug.slug,
       root_task.status                                              AS root_status,
       copy.status                                                   AS worktree_status,
       COALESCE(root_task.owner, copy.owner)                         AS owner,
       EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = slug.slug) AS registered,
       COALESCE(task_worktree.path,
                (SELECT entry.worktree_path
                   FROM register_entry AS entry
                  WHERE entry.slug = slug.slug
                  ORDER BY entry.owner
                  LIMIT 1))                                          AS worktree_path,
       dispatch.state                                                AS dispatch_state,
       dispatch.exit_code                                            AS dispatch_exit_code,
       pull.number                                                   AS pr_number,
       pull.state                                                    AS pr_state,
       pull.ci_state                                                 AS pr_ci_state,
       pull.mergeable                                                AS pr_mergeable
  FROM (SELECT slug FROM task
        UNION SELECT slug FROM register_entry
        UNION SELECT slug FROM dispatch
        UNION SELECT slug FROM worktree WHERE on_disk = 1 OR in_git = 1) AS slug
  LEFT JOIN root_task ON root_task.slug = slug.slug
  LEFT JOIN task_worktree ON task_worktree.slug = slug.slug
  LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = task_worktree.path
  LEFT JOIN latest_dispatch AS dispatch ON dispatch.slug = slug.slug
  LEFT JOIN task_pull_request AS pull ON pull.slug = slug.slug;

-- One registered or unfinished task's layers of completion, and the verdict: the first that fits.
CREATE VIEW completion AS
WITH layer AS (
    SELECT slug.slug,
           CASE WHEN root_task.judged IS NOT 1 THEN 'unknown'
                WHEN root_task.status = 'completed' THEN 'yes'
                ELSE 'no' END AS root_completed,
           CASE WHEN copy.slug IS NULL OR copy.stale = 1 THEN 'unknown'
                WHEN copy.status = 'completed' THEN 'yes'
                ELSE 'no' END AS worktree_completed,
           CASE WHEN dispatch.exit_code = 0 THEN 'yes'
                WHEN dispatch.state IN ('failed', 'running', 'stalled', 'worker_gone') THEN 'no'
                ELSE 'unknown' END AS dispatch_succeeded,
           COALESCE(worktree.own_commits, 'unknown') AS own_commits,
           COALESCE(worktree.landed, 'unknown') AS landed,
           COALESCE(worktree.reverted, 'unknown') AS reverted,
           CASE WHEN pull.state IS NULL THEN 'unknown'
                WHEN pull.state <> 'MERGED' THEN 'no'
                WHEN worktree.head_oid IS NULL THEN 'unknown'
                WHEN pull.head_oid = worktree.head_oid THEN 'yes'
                ELSE 'no' END AS pr_merged,   -- at the branch's tip
           CASE WHEN EXISTS (SELECT 1   -- as in unknown_fact, of which SQLite would read all for each row
                               FROM problem
                              WHERE problem.kind IN ('git', 'worktree_folder'))
                  OR EXISTS (SELECT 1
                               FROM worktree AS unseen
                              WHERE unseen.slug = slug.slug
                                AND unseen.stale = 1)
                THEN 'unknown'
                WHEN worktree.on_disk = 1 THEN 'no'
                ELSE 'yes' END AS worktree_gone,
           CASE WHEN dispatch.state IN ('exited', 'failed', 'worker_gone') THEN 'yes'
                WHEN dispatch.state IN ('running', 'stalled') THEN 'no'
                ELSE 'unknown' END AS process_gone,
           pull.state = 'CLOSED' AS pr_closed,
           worktree.on_disk = 1
               AND copy.content_hash IS NOT COALESCE(base.content_hash, root_task.content_hash)
               AS copy_changed,
           dispatch.state IS NOT NULL AS dispatched
      FROM (SELECT slug FROM root_task WHERE finished IS NOT 1
            UNION SELECT slug FROM register_entry) AS slug
      LEFT JOIN root_task ON root_task.slug = slug.slug
      LEFT JOIN task_worktree AS worktree ON worktree.slug = slug.slug
      LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = worktree.path
      LEFT JOIN task_base AS base
        ON base.worktree_path = worktree.path
       AND base.path = root_task.path
      LEFT JOIN current_dispatch AS dispatch ON dispatch.slug = slug.slug
      LEFT JOIN task_pull_request AS pull ON pull.slug = slug.slug
)
SELECT slug,
       CASE WHEN reverted <> 'yes' AND (landed = 'yes' OR pr_merged = 'yes') THEN 'completed'
            WHEN 'yes' IN (root_completed, worktree_completed)
             AND (reverted = 'yes' OR pr_closed = 1 OR process_gone = 'no') THEN 'contradictory'
            WHEN 'yes' IN (root_completed, worktree_completed, dispatch_succeeded) THEN 'claimed'
            WHEN own_commits = 'yes' OR copy_changed = 1 OR dispatched = 1 THEN 'in_flight'
            WHEN worktree_gone = 'yes' OR own_commits = 'no' THEN 'not_started'
            ELSE 'unknown' END AS verdict,
       root_completed, worktree_completed, dispatch_succeeded, own_commits, landed, reverted,
       pr_merged, worktree_gone, process_gone
  FROM layer;

-- One task's group: the first that fits. Counts and lists both come from here.
-- needs_attention: a signal of severity warning or error is open about it that nobody has acknowledged,
-- finished or not.
CREATE VIEW bucket AS
SELECT task.slug,
       CASE WHEN root_task.finished = 1 THEN 'done'
            WHEN task.needs_attention THEN 'needs_attention'
            WHEN EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = task.slug)
              OR EXISTS (SELECT 1
                           FROM current_dispatch AS dispatch
                          WHERE dispatch.slug = task.slug
                            AND dispatch.state = 'running')
              OR root_task.status = 'in_progress' THEN 'active'
            WHEN EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = task.slug)
            THEN 'waiting'
            WHEN root_task.status = 'ready' THEN 'ready'
            ELSE 'other' END AS display_group,
       task.needs_attention
  FROM (SELECT slug.slug,
               EXISTS (SELECT 1
                         FROM open_signal
                        WHERE open_signal.slug = slug.slug
                          AND open_signal.severity IN ('warning', 'error')
                          AND open_signal.acknowledged = 0) AS needs_attention
          FROM (SELECT slug FROM task UNION SELECT slug FROM register_entry) AS slug) AS task
  LEFT JOIN root_task ON root_task.slug = task.slug;

-- An unfinished task whose pull request is open and no draft, with no worker at it any more.
CREATE VIEW waiting_for_merge AS
SELECT pull.slug, pull.number AS pr_number, pull.url AS pr_url, pull.ci_state AS pr_ci_state,
       pull.mergeable AS pr_mergeable
  FROM task_pull_request AS pull
  LEFT JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.state = 'OPEN'
   AND pull.is_draft IS NOT 1
   AND root_task.finished IS NOT 1
   AND (root_task.slug IS NOT NULL
        OR EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = pull.slug))
   AND NOT EXISTS (SELECT 1
                     FROM current_dispatch AS dispatch
                    WHERE dispatch.slug = pull.slug
                      AND dispatch.state = 'running');

-- A task that was finished in the 24 hours before the last sync. When: completed_at, where it has a
-- time; else when a sync first saw it finished, but no later than the end of the day that
-- completed_at names. What the very first sync found finished had been so for nobody knows how long.
CREATE VIEW recently_finished AS
WITH sync AS (
    SELECT (SELECT started_at FROM run WHERE kind = 'sync' ORDER BY id LIMIT 1)      AS first_at,
           (SELECT started_at FROM run WHERE kind = 'sync' ORDER BY id DESC LIMIT 1) AS last_at
),
finished AS (
    SELECT root_task.slug, root_task.status, sync.last_at,
           CASE WHEN root_task.completed_at GLOB '????-??-??[T ]??:??*'
                THEN strftime('%Y-%m-%dT%H:%M:%SZ', root_task.completed_at)
                WHEN root_task.completed_at GLOB '????-??-??'
                THEN MIN(COALESCE(seen.since, sync.last_at), root_task.completed_at || 'T23:59:59Z')
                ELSE seen.since END AS finished_at
      FROM sync
      JOIN root_task
      LEFT JOIN status_since AS seen
        ON seen.slug = root_task.slug
       AND seen.status = root_task.status
       AND seen.since > sync.first_at
     WHERE root_task.finished = 1
       AND root_task.judged = 1
)
SELECT slug, status, finished_at
  FROM finished
 WHERE finished_at > strftime('%Y-%m-%dT%H:%M:%SZ', last_at, '-1 day')
   AND finished_at <= last_at;

-- Who there is to manage tasks: whoever a file of the team, the configuration or a register names.
CREATE VIEW manager AS
SELECT owner_key, substr(MIN(rank || name), 2) AS name
  FROM (SELECT owner_key, slug AS name, 1 AS rank FROM person
        UNION ALL SELECT owner_key, name, 2 FROM owner_name
        UNION ALL SELECT owner_key, owner, 3 FROM register_file)
 GROUP BY owner_key;

-- From a name to its manager: a role leads to who fills it, else to its owner, who may be a role again.
-- manager is NULL where that leads to nobody, or round in a circle. Where a team keeps no files of its
-- people a name is taken at its word. files: those of the roles on the way, between "//".
-- unread: a file on which the answer rests and that cannot be read.
CREATE VIEW owner_route AS
WITH RECURSIVE
named AS (
    SELECT DISTINCT owner_key FROM task   -- by its index: there are few
    UNION SELECT owner_key FROM task_copy
    UNION SELECT owner_key FROM role
    UNION SELECT owner_key FROM manager
),
step AS (                                -- of two files for one role the first path speaks
    SELECT MIN(path) AS path, owner_key, slug, owner, filled_by, next_key, stale
      FROM role
     GROUP BY owner_key
),
walk AS (
    SELECT owner_key, owner_key AS at_key, 0 AS steps, '//' AS files, NULL AS trail, NULL AS unread
      FROM named
     WHERE owner_key IS NOT NULL
    UNION ALL
    SELECT walk.owner_key, step.next_key, walk.steps + 1,
           walk.files || step.path || '//',
           COALESCE(walk.trail, step.slug)
               || COALESCE(' > ' || COALESCE(step.filled_by, step.owner), ''),
           COALESCE(walk.unread, iif(step.stale, step.path, NULL))
      FROM walk
      JOIN step ON step.owner_key = walk.at_key
     WHERE step.next_key IS NOT walk.at_key   -- a role that names itself is somebody's name, too
       AND instr(walk.files, '//' || step.path || '//') = 0
),
walked AS (
    SELECT owner_key, at_key, MAX(steps) AS steps, files, trail, unread
      FROM walk
     GROUP BY owner_key
),
led AS (
    SELECT walked.owner_key, walked.files, walked.trail, walked.unread,
           CASE WHEN walked.at_key IS NULL OR step.next_key IS NOT walked.at_key AND step.path IS NOT NULL
                THEN NULL
                WHEN walked.at_key IN (SELECT owner_key FROM manager) THEN walked.at_key
                WHEN step.path IS NULL AND NOT EXISTS (SELECT 1 FROM person) THEN walked.at_key
                END AS manager
      FROM walked
      LEFT JOIN step ON step.owner_key = walked.at_key
)
SELECT owner_key, manager, files, trail,
       COALESCE(unread,
                iif(manager IS NULL,
                    (SELECT MIN(path)
                       FROM (SELECT path FROM role WHERE stale = 1
                             UNION ALL SELECT path FROM person WHERE stale = 1)),
                    NULL)) AS unread
  FROM led;

-- A task's manager: where its owner leads, and where nobody owns it, whose register holds it.
CREATE VIEW task_manager AS
SELECT owned.slug, route.manager
  FROM (SELECT slug.slug,
               COALESCE((SELECT owner_key FROM root_task WHERE root_task.slug = slug.slug),
                        (SELECT MIN(owner_key) FROM task_copy WHERE task_copy.slug = slug.slug),
                        (SELECT MIN(owner_key)
                           FROM register_entry AS entry
                          WHERE entry.slug = slug.slug)) AS owner_key
          FROM (SELECT slug FROM task UNION SELECT slug FROM register_entry) AS slug) AS owned
  LEFT JOIN owner_route AS route ON route.owner_key = owned.owner_key;

-- How much there is of each kind of source, how much of it could not be read or is not what a good
-- read would say, and when its sources could last be listed (of pull requests: when they were so).
CREATE VIEW source_age AS
SELECT ledger.ledger, ledger.total,
       (SELECT COUNT(DISTINCT path) FROM problem WHERE problem.kind = ledger.ledger) AS unreadable,
       COALESCE(ledger.stale, 0) AS stale,
       iif(ledger.ledger = 'pull_request',
           (SELECT NULLIF(value, '') FROM mirror_state WHERE name = 'pull_requests_as_of'),
           (SELECT read_at FROM source_look AS look WHERE look.ledger = ledger.ledger)) AS read_at
  FROM (SELECT 1 AS position, 'task' AS ledger, COUNT(*) AS total, SUM(stale) AS stale FROM task
        UNION ALL SELECT 2, 'task_copy', COUNT(*), SUM(stale) FROM task_copy
        UNION ALL SELECT 3, 'register_entry', COUNT(*), SUM(stale) FROM register_entry
        UNION ALL SELECT 4, 'worktree', COUNT(*), SUM(stale) FROM worktree
        UNION ALL SELECT 5, 'git', COUNT(*), COUNT(git_trouble) FROM worktree WHERE in_git = 1
        UNION ALL SELECT 6, 'dispatch', COUNT(*), SUM(stale) FROM dispatch
        UNION ALL SELECT 7, 'pull_request', COUNT(*),
                         iif((SELECT value FROM mirror_state WHERE name = 'pull_requests_stale') = 'yes',
                             COUNT(*), 0)
                    FROM pull_request
        UNION ALL SELECT 8, 'role', COUNT(*), SUM(stale) FROM role
        UNION ALL SELECT 9, 'person', COUNT(*), SUM(stale) FROM person) AS ledger
 ORDER BY position;


-- What happened, one line each: a field that changed, a signal's event, a pruning, a restore.
CREATE VIEW log_entry AS
SELECT change.run_id,
       change.at,
       change.slug,
       'change'       AS kind,
       change.ledger  AS subject,
       change.field   AS event,
       change.old_value,
       change.new_value,
       change.row_key AS detail,
       change.id      AS place           -- in its run, among those of its kind
  FROM change
UNION ALL
SELECT signal_event.run_id,
       signal_event.at,
       signal.slug,
       'signal',
       signal.code,
       signal_event.event,
       NULL,
       NULL,
       COALESCE(signal_event.detail, signal.detail),
       signal_event.id
  FROM signal_event
  JOIN signal ON signal.id = signal_event.signal_id
UNION ALL
SELECT prune.run_id,
       prune.pruned_at,
       prune.slug,
       'prune',
       prune.register_path,
       'pruned',
       prune.removed_text,
       NULL,
       prune.reason,
       prune.id
  FROM prune
UNION ALL
SELECT register_write.run_id,
       prune.restored_at,
       prune.slug,
       'restore',
       prune.register_path,
       'restored',
       NULL,
       prune.removed_text,
       NULL,
       prune.id
  FROM register_write
  JOIN register_write_member AS member ON member.write_id = register_write.id
  JOIN prune ON prune.id = member.prune_id
 WHERE register_write.kind = 'restore'
   AND register_write.state = 'done'
   AND prune.restored_at IS NOT NULL;
