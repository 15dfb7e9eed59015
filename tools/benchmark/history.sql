-- Makes a history of :changes changes and a tenth as many signals, over 2,000 runs of three minutes.

CREATE TEMP TABLE numbered AS SELECT row_number() OVER () - 1 AS number, path, slug FROM task;
CREATE UNIQUE INDEX temp.by_number ON numbered (number);
CREATE TEMP TABLE known AS
SELECT (SELECT MAX(id) FROM run) AS run, (SELECT COUNT(*) FROM numbered) AS tasks;

BEGIN;

INSERT INTO run (id, kind, started_at, finished_at, outcome)
WITH RECURSIVE counter (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < 2000)
SELECT known.run + i, iif(i % 2, 'sync', 'reconcile'), moment, moment, 'ok'
  FROM (SELECT i, strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-' || ((2001 - i) * 3) || ' minutes') AS moment
          FROM counter), known;

INSERT INTO change (run_id, ledger, slug, row_key, field, old_value, new_value, at)
WITH RECURSIVE counter (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counter WHERE i < :changes - 1)
SELECT known.run + 1 + i * 2000 / :changes, 'task', slug, json_array(path), 'title', 'old ' || i, 'new',
       '2026-11-20T00:00:00Z'
  FROM counter, known
  JOIN numbered ON number = i * 7919 % known.tasks;

CREATE TEMP TABLE life AS
WITH RECURSIVE counter (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counter WHERE i < :changes / 10 - 1)
SELECT (SELECT COALESCE(MAX(id), 0) FROM signal) + 1 + i AS id, slug,
       known.run + 2 + i * 1800 / (:changes / 10) AS opened, known.run + 102 + i * 1800 / (:changes / 10) AS cleared
  FROM counter, known
  JOIN numbered ON number = i % known.tasks;

INSERT INTO signal (id, code, subject, slug, severity, detail, evidence, opened_at, last_seen_at, cleared_at, times_seen)
SELECT id, 'worker_idle', slug || '#' || id, slug, 'warning', 'no trace of work', '{"pid":1}',
       (SELECT started_at FROM run WHERE run.id = opened), (SELECT started_at FROM run WHERE run.id = cleared),
       (SELECT started_at FROM run WHERE run.id = cleared), 50
  FROM life;

INSERT INTO signal_event (signal_id, run_id, event, at, evidence, slug, severity, detail)
SELECT life.id, run.id, iif(run.id = opened, 'opened', 'cleared'), run.started_at, '{"pid":1}', slug, 'warning',
       'no trace of work'
  FROM life
  JOIN run ON run.id IN (opened, cleared)
 ORDER BY run.id;

COMMIT;
