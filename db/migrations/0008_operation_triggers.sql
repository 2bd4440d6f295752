-- Commands by kind and status follow every write to commands, so that nobody counts them all.
INSERT INTO command_totals (kind, status, commands) SELECT kind, status, count(*) FROM commands GROUP BY kind, status;
--> statement-breakpoint
CREATE TRIGGER command_totals_insert AFTER INSERT ON commands BEGIN
  INSERT INTO command_totals VALUES (new.kind, new.status, 1)
  ON CONFLICT (kind, status) DO UPDATE SET commands = commands + 1;
END;
--> statement-breakpoint
CREATE TRIGGER command_totals_update AFTER UPDATE OF status ON commands WHEN new.status <> old.status BEGIN
  UPDATE command_totals SET commands = commands - 1 WHERE kind = old.kind AND status = old.status;
  INSERT INTO command_totals VALUES (new.kind, new.status, 1)
  ON CONFLICT (kind, status) DO UPDATE SET commands = commands + 1;
END;
--> statement-breakpoint
-- What is known of jobs and feeds from before: of jobs the runs that are kept.
INSERT INTO job_states (job, last_finished_at, last_success_at)
SELECT job, max(finished_at), max(CASE WHEN status = 'succeeded' THEN finished_at END) FROM job_runs
WHERE finished_at IS NOT NULL GROUP BY job;
--> statement-breakpoint
UPDATE feed_cursors SET end_reached_at = read_at;
