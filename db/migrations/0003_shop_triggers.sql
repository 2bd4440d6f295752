CREATE TRIGGER shipments_are_kept BEFORE DELETE ON shipments BEGIN
  SELECT RAISE(ABORT, 'shipments are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER shipments_stand BEFORE UPDATE ON shipments
WHEN new.id <> old.id OR new.msn <> old.msn OR new.order_id <> old.order_id OR new.shipment_key <> old.shipment_key
  OR new.amount_ore IS NOT old.amount_ore OR new.shipped_at <> old.shipped_at
  OR (old.capture IN ('ordered', 'not-asked') AND new.capture <> old.capture)
BEGIN
  SELECT RAISE(ABORT, 'what was told of a shipment never changes');
END;
--> statement-breakpoint
-- Once a person was erased nothing brings the details back.
CREATE TRIGGER order_customers_stay_erased BEFORE UPDATE ON order_customers
WHEN old.erased_at IS NOT NULL AND new.erased_at IS NOT old.erased_at
BEGIN
  SELECT RAISE(ABORT, 'erased details stay erased');
END;
--> statement-breakpoint
CREATE TRIGGER api_tokens_stay_revoked BEFORE UPDATE ON api_tokens
WHEN old.revoked_at IS NOT NULL AND new.revoked_at IS NOT old.revoked_at
BEGIN
  SELECT RAISE(ABORT, 'a revoked token stays revoked');
END;
--> statement-breakpoint
CREATE TRIGGER api_tokens_are_kept BEFORE DELETE ON api_tokens BEGIN
  SELECT RAISE(ABORT, 'tokens are revoked, not deleted');
END;
