-- Uncaptured orders by the day on which their guarantee ends follow every write to orders.
INSERT INTO open_order_days (day, msn, orders, amount_ore, captured_ore, refunded_ore, remaining_ore)
SELECT substr(coalesce(guarantee_until, ''), 1, 10), msn, count(*), sum(amount_ore), sum(captured_ore), sum(refunded_ore), sum(remaining_ore)
FROM orders WHERE remaining_ore > 0 GROUP BY 1, 2;
--> statement-breakpoint
CREATE TRIGGER open_order_days_insert AFTER INSERT ON orders WHEN new.remaining_ore > 0 BEGIN
  INSERT INTO open_order_days VALUES (substr(coalesce(new.guarantee_until, ''), 1, 10), new.msn, 1, new.amount_ore, new.captured_ore, new.refunded_ore, new.remaining_ore)
  ON CONFLICT (day, msn) DO UPDATE SET
    orders = orders + 1, amount_ore = amount_ore + excluded.amount_ore, captured_ore = captured_ore + excluded.captured_ore,
    refunded_ore = refunded_ore + excluded.refunded_ore, remaining_ore = remaining_ore + excluded.remaining_ore;
END;
--> statement-breakpoint
CREATE TRIGGER open_order_days_left AFTER UPDATE OF msn, amount_ore, reserved_ore, captured_ore, refunded_ore, cancelled_ore, guarantee_until ON orders
WHEN old.remaining_ore > 0 BEGIN
  UPDATE open_order_days SET
    orders = orders - 1, amount_ore = amount_ore - old.amount_ore, captured_ore = captured_ore - old.captured_ore,
    refunded_ore = refunded_ore - old.refunded_ore, remaining_ore = remaining_ore - old.remaining_ore
  WHERE day = substr(coalesce(old.guarantee_until, ''), 1, 10) AND msn = old.msn;
  DELETE FROM open_order_days WHERE day = substr(coalesce(old.guarantee_until, ''), 1, 10) AND msn = old.msn AND orders = 0;
END;
--> statement-breakpoint
CREATE TRIGGER open_order_days_joined AFTER UPDATE OF msn, amount_ore, reserved_ore, captured_ore, refunded_ore, cancelled_ore, guarantee_until ON orders
WHEN new.remaining_ore > 0 BEGIN
  INSERT INTO open_order_days VALUES (substr(coalesce(new.guarantee_until, ''), 1, 10), new.msn, 1, new.amount_ore, new.captured_ore, new.refunded_ore, new.remaining_ore)
  ON CONFLICT (day, msn) DO UPDATE SET
    orders = orders + 1, amount_ore = amount_ore + excluded.amount_ore, captured_ore = captured_ore + excluded.captured_ore,
    refunded_ore = refunded_ore + excluded.refunded_ore, remaining_ore = remaining_ore + excluded.remaining_ore;
END;
--> statement-breakpoint
-- What moved in each hour follows the payment events, which are only added to.
INSERT INTO moved_hours (hour, msn, captures, captured_ore, refunds, refunded_ore)
SELECT substr(occurred_at, 1, 13), msn, sum(operation <> 'refund'), sum(CASE WHEN operation <> 'refund' THEN amount_ore ELSE 0 END),
  sum(operation = 'refund'), sum(CASE WHEN operation = 'refund' THEN amount_ore ELSE 0 END)
FROM payment_events WHERE success = 1 AND operation IN ('capture','sale','refund') GROUP BY 1, 2;
--> statement-breakpoint
CREATE TRIGGER moved_hours_insert AFTER INSERT ON payment_events WHEN new.success = 1 AND new.operation IN ('capture','sale','refund') BEGIN
  INSERT INTO moved_hours VALUES (substr(new.occurred_at, 1, 13), new.msn, new.operation <> 'refund',
    CASE WHEN new.operation <> 'refund' THEN new.amount_ore ELSE 0 END, new.operation = 'refund',
    CASE WHEN new.operation = 'refund' THEN new.amount_ore ELSE 0 END)
  ON CONFLICT (hour, msn) DO UPDATE SET
    captures = captures + excluded.captures, captured_ore = captured_ore + excluded.captured_ore,
    refunds = refunds + excluded.refunds, refunded_ore = refunded_ore + excluded.refunded_ore;
END;
--> statement-breakpoint
-- Orders know how many open exceptions there are about them, whichever of both came first.
UPDATE orders SET open_exceptions = (SELECT count(*) FROM exceptions x
  WHERE x.msn = orders.msn AND x.order_id = orders.order_id AND x.status = 'open')
WHERE rowid IN (SELECT o.rowid FROM exceptions x CROSS JOIN orders o ON o.msn = x.msn AND o.order_id = x.order_id
  WHERE x.status = 'open' AND x.order_id IS NOT NULL);
--> statement-breakpoint
CREATE TRIGGER open_exceptions_insert AFTER INSERT ON exceptions WHEN new.status = 'open' AND new.order_id IS NOT NULL BEGIN
  UPDATE orders SET open_exceptions = open_exceptions + 1 WHERE msn = new.msn AND order_id = new.order_id;
END;
--> statement-breakpoint
CREATE TRIGGER open_exceptions_left AFTER UPDATE OF status, msn, order_id ON exceptions WHEN old.status = 'open' AND old.order_id IS NOT NULL BEGIN
  UPDATE orders SET open_exceptions = open_exceptions - 1 WHERE msn = old.msn AND order_id = old.order_id;
END;
--> statement-breakpoint
CREATE TRIGGER open_exceptions_joined AFTER UPDATE OF status, msn, order_id ON exceptions WHEN new.status = 'open' AND new.order_id IS NOT NULL BEGIN
  UPDATE orders SET open_exceptions = open_exceptions + 1 WHERE msn = new.msn AND order_id = new.order_id;
END;
--> statement-breakpoint
CREATE TRIGGER open_exceptions_delete AFTER DELETE ON exceptions WHEN old.status = 'open' AND old.order_id IS NOT NULL BEGIN
  UPDATE orders SET open_exceptions = open_exceptions - 1 WHERE msn = old.msn AND order_id = old.order_id;
END;
--> statement-breakpoint
CREATE TRIGGER open_exceptions_of_order AFTER INSERT ON orders
WHEN EXISTS (SELECT 1 FROM exceptions x WHERE x.msn = new.msn AND x.order_id = new.order_id AND x.order_id IS NOT NULL AND x.status = 'open') BEGIN
  UPDATE orders SET open_exceptions = (SELECT count(*) FROM exceptions x
    WHERE x.msn = new.msn AND x.order_id = new.order_id AND x.order_id IS NOT NULL AND x.status = 'open')
  WHERE msn = new.msn AND order_id = new.order_id;
END;
--> statement-breakpoint
-- What moved on each day by type, of the days that were added up; from now on it is written with the day.
INSERT INTO ledger_day_types (ledger_date, ledger_id, topic, entry_type, entries, amount_ore)
SELECT e.ledger_date, e.ledger_id, e.topic, e.entry_type, count(*), sum(e.amount_ore)
FROM ledgers g CROSS JOIN ledger_entries e ON e.ledger_id = g.ledger_id AND e.topic IN ('funds','fees')
WHERE (e.feed_order IS NOT NULL OR g.source <> 'feed')
  AND EXISTS (SELECT 1 FROM ledger_days d WHERE d.ledger_id = e.ledger_id AND d.topic = e.topic AND d.ledger_date = e.ledger_date)
GROUP BY 1, 2, 3, 4;
