-- The mirror knows what each part of a sync has looked at; and what schema 3 forgot to note when it
-- was reached from an older one: which open signals the last reconcile could not judge.

INSERT INTO signal_gap (signal_id, from_run)
SELECT signal.id, MIN(run.id)
  FROM signal
  JOIN run ON run.kind = 'reconcile' AND run.outcome <> 'failed' AND run.started_at > signal.last_seen_at
 WHERE signal.cleared_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM signal_gap AS gap WHERE gap.signal_id = signal.id AND gap.to_run IS NULL)
 GROUP BY signal.id;
