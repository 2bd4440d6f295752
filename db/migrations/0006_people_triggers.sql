-- The log is a chain (db/audit-chain): each record's hash is made with the one before it.
CREATE TRIGGER audit_log_chained AFTER INSERT ON audit_log BEGIN
  INSERT INTO audit_chain (sequence, hash) VALUES (
    new.sequence,
    chain_hash((SELECT hash FROM audit_chain ORDER BY sequence DESC LIMIT 1),
      new.sequence, new.at, new.actor, new.action, new.subject, new.detail)
  );
END;
--> statement-breakpoint
CREATE TRIGGER audit_chain_is_kept BEFORE DELETE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'the audit chain is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_chain_stands BEFORE UPDATE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'the audit chain is append-only');
END;
--> statement-breakpoint
-- Whoever decided on an approval has decided: what it names is never changed.
CREATE TRIGGER approvals_stand BEFORE UPDATE ON approvals
WHEN old.status <> 'waiting' OR new.amount_ore <> old.amount_ore OR new.subject <> old.subject
  OR new.command_key <> old.command_key OR new.request <> old.request OR new.requested_by <> old.requested_by BEGIN
  SELECT RAISE(ABORT, 'an approval names what it names, and is decided once');
END;
--> statement-breakpoint
CREATE TRIGGER approvals_are_kept BEFORE DELETE ON approvals BEGIN
  SELECT RAISE(ABORT, 'approvals are kept');
END;
--> statement-breakpoint
-- What waits for a second person, or was refused by one, is not done by anybody.
CREATE TRIGGER commands_need_their_approval BEFORE INSERT ON commands
WHEN EXISTS (SELECT 1 FROM approvals a WHERE a.command_key = new.id AND a.status <> 'approved') BEGIN
  SELECT RAISE(ABORT, 'a second person has not approved this command');
END;
--> statement-breakpoint
-- Who said that two accounts are two people's has said so.
CREATE TRIGGER people_told_apart_stand BEFORE UPDATE ON people_told_apart BEGIN
  SELECT RAISE(ABORT, 'who was told apart stays so');
END;
--> statement-breakpoint
CREATE TRIGGER people_told_apart_are_kept BEFORE DELETE ON people_told_apart BEGIN
  SELECT RAISE(ABORT, 'who was told apart stays so');
END;
