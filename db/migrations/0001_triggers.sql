-- Counts and sums per sales unit and state follow every write to orders, so that no list scans all orders.
CREATE TRIGGER order_totals_insert AFTER INSERT ON orders BEGIN
  INSERT INTO order_totals VALUES (new.msn, new.state, 1, new.amount_ore, new.reserved_ore, new.captured_ore, new.refunded_ore, new.remaining_ore, new.remaining_ore > 0)
  ON CONFLICT (msn, state) DO UPDATE SET
    orders = orders + 1, amount_ore = amount_ore + excluded.amount_ore, reserved_ore = reserved_ore + excluded.reserved_ore,
    captured_ore = captured_ore + excluded.captured_ore, refunded_ore = refunded_ore + excluded.refunded_ore,
    remaining_ore = remaining_ore + excluded.remaining_ore, uncaptured = uncaptured + excluded.uncaptured;
END;
--> statement-breakpoint
CREATE TRIGGER order_totals_update AFTER UPDATE OF msn, state, amount_ore, reserved_ore, captured_ore, refunded_ore, cancelled_ore ON orders BEGIN
  UPDATE order_totals SET
    orders = orders - 1, amount_ore = amount_ore - old.amount_ore, reserved_ore = reserved_ore - old.reserved_ore,
    captured_ore = captured_ore - old.captured_ore, refunded_ore = refunded_ore - old.refunded_ore,
    remaining_ore = remaining_ore - old.remaining_ore, uncaptured = uncaptured - (old.remaining_ore > 0)
  WHERE msn = old.msn AND state = old.state;
  INSERT INTO order_totals VALUES (new.msn, new.state, 1, new.amount_ore, new.reserved_ore, new.captured_ore, new.refunded_ore, new.remaining_ore, new.remaining_ore > 0)
  ON CONFLICT (msn, state) DO UPDATE SET
    orders = orders + 1, amount_ore = amount_ore + excluded.amount_ore, reserved_ore = reserved_ore + excluded.reserved_ore,
    captured_ore = captured_ore + excluded.captured_ore, refunded_ore = refunded_ore + excluded.refunded_ore,
    remaining_ore = remaining_ore + excluded.remaining_ore, uncaptured = uncaptured + excluded.uncaptured;
END;
--> statement-breakpoint
CREATE TRIGGER orders_are_kept BEFORE DELETE ON orders BEGIN
  SELECT RAISE(ABORT, 'orders are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER payment_events_are_kept BEFORE DELETE ON payment_events BEGIN
  SELECT RAISE(ABORT, 'payment events are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER payment_events_stand BEFORE UPDATE ON payment_events BEGIN
  SELECT RAISE(ABORT, 'payment events are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER commands_are_kept BEFORE DELETE ON commands BEGIN
  SELECT RAISE(ABORT, 'commands are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER commands_stand BEFORE UPDATE ON commands
WHEN old.status IN ('succeeded', 'failed')
  OR new.id <> old.id OR new.msn <> old.msn OR new.order_id <> old.order_id OR new.kind <> old.kind
  OR new.amount_ore <> old.amount_ore OR new.transaction_text <> old.transaction_text
BEGIN
  SELECT RAISE(ABORT, 'a settled command, and what a command asks for, never changes');
END;
--> statement-breakpoint
CREATE TRIGGER ledger_entries_are_kept BEFORE DELETE ON ledger_entries BEGIN
  SELECT RAISE(ABORT, 'ledger entries are append-only');
END;
--> statement-breakpoint
-- An entry that a second source also brings gains that source's key and the balances a file does not have, and a file's
-- ledger becomes the real one when it is known; nothing else changes.
CREATE TRIGGER ledger_entries_stand BEFORE UPDATE ON ledger_entries
WHEN new.entry_key <> old.entry_key OR (new.ledger_id <> old.ledger_id AND old.ledger_id NOT LIKE 'file-%') OR new.topic <> old.topic
  OR new.ledger_date <> old.ledger_date OR new.entry_type <> old.entry_type OR new.psp_reference <> old.psp_reference
  OR new.amount_ore <> old.amount_ore OR new.reference IS NOT old.reference OR new.currency <> old.currency
  OR (old.also_key IS NOT NULL AND new.also_key IS NOT old.also_key)
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER bank_lines_are_kept BEFORE DELETE ON bank_lines BEGIN
  SELECT RAISE(ABORT, 'bank lines are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER bank_lines_stand BEFORE UPDATE ON bank_lines BEGIN
  SELECT RAISE(ABORT, 'bank lines are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_log_is_kept BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_log_stands BEFORE UPDATE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

--> statement-breakpoint
-- A ledger day is added up again when its entries change.
CREATE TRIGGER ledger_days_touched AFTER INSERT ON ledger_entries BEGIN
  INSERT OR IGNORE INTO touched_days VALUES (new.ledger_id, new.topic, new.ledger_date);
END;
--> statement-breakpoint
CREATE TRIGGER ledger_days_joined AFTER UPDATE ON ledger_entries BEGIN
  INSERT OR IGNORE INTO touched_days VALUES (old.ledger_id, old.topic, old.ledger_date);
  INSERT OR IGNORE INTO touched_days VALUES (new.ledger_id, new.topic, new.ledger_date);
END;
--> statement-breakpoint
CREATE TRIGGER exceptions_are_kept BEFORE DELETE ON exceptions BEGIN
  SELECT RAISE(ABORT, 'exceptions are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER exception_notes_are_kept BEFORE DELETE ON exception_notes BEGIN
  SELECT RAISE(ABORT, 'notes are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER exception_notes_stand BEFORE UPDATE ON exception_notes BEGIN
  SELECT RAISE(ABORT, 'notes are append-only');
END;
