CREATE TABLE `commands` (
	`id` text PRIMARY KEY NOT NULL,
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`whole_remainder` text NOT NULL,
	`release_rest` text NOT NULL,
	`transaction_text` text NOT NULL,
	`reason` text,
	`actor` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`created_at` text NOT NULL,
	`sent_at` text,
	`settled_at` text,
	`lease_until` text,
	`next_attempt_at` text,
	`transaction_id` text,
	`error_kind` text,
	`error_group` text,
	`error_code` text,
	`error_message` text,
	`vipps_request_id` text,
	FOREIGN KEY (`msn`,`order_id`) REFERENCES `orders`(`msn`,`order_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "commands_id" CHECK(length("commands"."id") between 1 and 40),
	CONSTRAINT "commands_kind" CHECK("commands"."kind" in ('capture','refund','cancel')),
	CONSTRAINT "commands_status" CHECK("commands"."status" in ('pending','succeeded','failed','unknown')),
	CONSTRAINT "commands_amount" CHECK("commands"."amount_ore" > 0 or ("commands"."kind" = 'cancel' and "commands"."amount_ore" = 0)),
	CONSTRAINT "commands_settled" CHECK(("commands"."status" in ('succeeded','failed')) = ("commands"."settled_at" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `commands_one_open` ON `commands` (`msn`,`order_id`) WHERE status in ('pending','unknown');--> statement-breakpoint
CREATE INDEX `commands_by_order` ON `commands` (`msn`,`order_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `commands_open` ON `commands` (`created_at`) WHERE status in ('pending','unknown');--> statement-breakpoint
CREATE TABLE `exception_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`exception_id` text NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`exception_id`) REFERENCES `exceptions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `exception_notes_by_exception` ON `exception_notes` (`exception_id`,`at`);--> statement-breakpoint
CREATE TABLE `exceptions` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`cause_present` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`currency` text NOT NULL,
	`arose_on` text NOT NULL,
	`msn` text,
	`order_id` text,
	`ledger_id` text,
	`ledger_date` text,
	`settlement_number` text,
	`bank_line_id` text,
	`detail` text NOT NULL,
	`owner` text,
	`opened_at` text NOT NULL,
	`resolved_at` text,
	`resolved_by` text,
	`resolution` text,
	`resolution_reason` text,
	`reopened` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "exceptions_kind" CHECK(kind in ('captured-not-in-ledger','ledger-unknown-here','amounts-differ','fee-differs','refund-without-capture','payout-sum-differs','payout-not-in-bank','bank-line-without-payout','day-does-not-tie','duplicate-reservation','shipped-not-captured','paid-but-no-order')),
	CONSTRAINT "exceptions_resolved" CHECK(("exceptions"."status" = 'resolved') = ("exceptions"."resolved_at" is not null and "exceptions"."resolved_by" is not null and "exceptions"."resolution" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `exceptions_open` ON `exceptions` (`arose_on`,`id`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `exceptions_by_kind` ON `exceptions` (`kind`,`status`,`arose_on`,`id`);--> statement-breakpoint
CREATE INDEX `exceptions_by_day` ON `exceptions` (`ledger_id`,`ledger_date`);--> statement-breakpoint
CREATE INDEX `exceptions_by_order` ON `exceptions` (`msn`,`order_id`) WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX `exceptions_by_settlement` ON `exceptions` (`settlement_number`) WHERE settlement_number is not null;--> statement-breakpoint
CREATE INDEX `exceptions_by_line` ON `exceptions` (`bank_line_id`) WHERE bank_line_id is not null;--> statement-breakpoint
CREATE INDEX `exceptions_present` ON `exceptions` (`kind`) WHERE cause_present = 'yes';--> statement-breakpoint
CREATE TABLE `feed_cursors` (
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`cursor` text NOT NULL,
	`pages` integer NOT NULL,
	`entries` integer NOT NULL,
	`read_at` text NOT NULL,
	PRIMARY KEY(`ledger_id`, `topic`),
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`entry_key` text NOT NULL,
	`also_key` text,
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`ledger_date` text NOT NULL,
	`occurred_at` text NOT NULL,
	`entry_type` text NOT NULL,
	`psp_reference` text NOT NULL,
	`reference` text,
	`currency` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`recipient_handle` text,
	`msn` text,
	`balance_before_ore` integer,
	`balance_after_ore` integer,
	`settlement_number` text,
	`source` text NOT NULL,
	`import_id` text,
	`feed_order` integer,
	`chain_gap_ore` integer,
	`first_seen_at` text NOT NULL,
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_entries_topic" CHECK("ledger_entries"."topic" in ('funds','fees')),
	CONSTRAINT "ledger_entries_balance" CHECK("ledger_entries"."balance_before_ore" is null or "ledger_entries"."balance_after_ore" is null or "ledger_entries"."balance_before_ore" + "ledger_entries"."amount_ore" = "ledger_entries"."balance_after_ore")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_key` ON `ledger_entries` (`entry_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_also_key` ON `ledger_entries` (`also_key`) WHERE also_key is not null;--> statement-breakpoint
CREATE INDEX `ledger_entries_by_day` ON `ledger_entries` (`ledger_id`,`topic`,`ledger_date`,`sequence`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_reference` ON `ledger_entries` (`reference`,`msn`);--> statement-breakpoint
CREATE INDEX `ledger_entries_in_feed` ON `ledger_entries` (`ledger_id`,`topic`,`feed_order`) WHERE feed_order is not null;--> statement-breakpoint
CREATE INDEX `ledger_entries_by_psp` ON `ledger_entries` (`psp_reference`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_settlement` ON `ledger_entries` (`ledger_id`,`settlement_number`) WHERE settlement_number is not null;--> statement-breakpoint
CREATE INDEX `ledger_entries_payouts` ON `ledger_entries` (`ledger_id`,`sequence`) WHERE topic = 'funds' and entry_type in ('scheduled-for-payout','payout-scheduled','payout-aborted');--> statement-breakpoint
CREATE TABLE `ledger_handles` (
	`ledger_id` text NOT NULL,
	`handle` text NOT NULL,
	`msn` text,
	PRIMARY KEY(`ledger_id`, `handle`),
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `ledger_handles_by_msn` ON `ledger_handles` (`msn`);--> statement-breakpoint
CREATE TABLE `ledgers` (
	`ledger_id` text PRIMARY KEY NOT NULL,
	`currency` text NOT NULL,
	`bank_scheme` text,
	`bank_account` text,
	`owner_scheme` text,
	`owner_id` text,
	`country` text DEFAULT 'NO' NOT NULL,
	`payout_bank_days` integer DEFAULT 2 NOT NULL,
	`cutoff_hour` integer DEFAULT 0 NOT NULL,
	`fee_basis_points` integer,
	`fee_fixed_ore` integer DEFAULT 0 NOT NULL,
	`fee_from` text,
	`source` text NOT NULL,
	`synced_at` text NOT NULL,
	CONSTRAINT "ledgers_bank_days" CHECK("ledgers"."payout_bank_days" between 0 and 30),
	CONSTRAINT "ledgers_cutoff" CHECK("ledgers"."cutoff_hour" between 0 and 12),
	CONSTRAINT "ledgers_fee" CHECK("ledgers"."fee_basis_points" is null or "ledgers"."fee_basis_points" between 0 and 10000)
) STRICT;
--> statement-breakpoint
CREATE TABLE `refused_entries` (
	`entry_key` text PRIMARY KEY NOT NULL,
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`reason` text NOT NULL,
	`raw` text NOT NULL,
	`seen_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `bank_match_lines` (
	`match_id` text NOT NULL,
	`line_id` text NOT NULL,
	`in_force` text NOT NULL,
	PRIMARY KEY(`match_id`, `line_id`),
	FOREIGN KEY (`match_id`) REFERENCES `bank_matches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `bank_lines`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bank_match_lines_once` ON `bank_match_lines` (`line_id`) WHERE in_force = 'yes';--> statement-breakpoint
CREATE INDEX `bank_match_lines_by_line` ON `bank_match_lines` (`line_id`);--> statement-breakpoint
CREATE TABLE `bank_match_payouts` (
	`match_id` text NOT NULL,
	`ledger_id` text NOT NULL,
	`settlement_number` text NOT NULL,
	`in_force` text NOT NULL,
	PRIMARY KEY(`match_id`, `ledger_id`, `settlement_number`),
	FOREIGN KEY (`match_id`) REFERENCES `bank_matches`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bank_match_payouts_once` ON `bank_match_payouts` (`ledger_id`,`settlement_number`) WHERE in_force = 'yes';--> statement-breakpoint
CREATE INDEX `bank_match_payouts_by_payout` ON `bank_match_payouts` (`settlement_number`,`ledger_id`);--> statement-breakpoint
CREATE TABLE `bank_matches` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`in_force` text NOT NULL,
	`reasons` text NOT NULL,
	`difference_ore` integer NOT NULL,
	`arrived_on` text NOT NULL,
	`made_at` text NOT NULL,
	`decided_by` text,
	`decided_at` text,
	`decision_reason` text,
	CONSTRAINT "bank_matches_status" CHECK(status in ('automatic','suggested','confirmed','rejected','undone')),
	CONSTRAINT "bank_matches_in_force" CHECK(("bank_matches"."in_force" = 'yes') = ("bank_matches"."status" in ('automatic','confirmed')))
) STRICT;
--> statement-breakpoint
CREATE INDEX `bank_matches_by_status` ON `bank_matches` (`status`,`arrived_on`,`id`);--> statement-breakpoint
CREATE TABLE `forecasts` (
	`made_on` text NOT NULL,
	`ledger_id` text NOT NULL,
	`bank_day` text NOT NULL,
	`amount_ore` integer NOT NULL,
	PRIMARY KEY(`ledger_id`, `bank_day`, `made_on`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `forecasts_by_day` ON `forecasts` (`bank_day`,`made_on`);--> statement-breakpoint
CREATE TABLE `ledger_days` (
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`ledger_date` text NOT NULL,
	`status` text NOT NULL,
	`entries` integer NOT NULL,
	`amount_ore` integer NOT NULL,
	`unclassified` integer DEFAULT 0 NOT NULL,
	`gap_ore` integer DEFAULT 0 NOT NULL,
	`gaps` integer DEFAULT 0 NOT NULL,
	`missing_entries` integer DEFAULT 0 NOT NULL,
	`missing_ore` integer DEFAULT 0 NOT NULL,
	`extra_entries` integer DEFAULT 0 NOT NULL,
	`extra_ore` integer DEFAULT 0 NOT NULL,
	`late_entries` integer DEFAULT 0 NOT NULL,
	`late_ore` integer DEFAULT 0 NOT NULL,
	`first_confirmed_at` text,
	`confirmed_at` text,
	`reopened_at` text,
	`asked_at` text,
	PRIMARY KEY(`ledger_id`, `topic`, `ledger_date`),
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_days_status" CHECK(status in ('open','confirmed','differs','reopened','file'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `ledger_days_by_date` ON `ledger_days` (`ledger_date`,`ledger_id`);--> statement-breakpoint
CREATE INDEX `ledger_days_unconfirmed` ON `ledger_days` (`ledger_id`,`topic`,`ledger_date`) WHERE status in ('open','differs','reopened');--> statement-breakpoint
CREATE TABLE `order_matches` (
	`entry_sequence` integer PRIMARY KEY NOT NULL,
	`event_sequence` integer NOT NULL,
	`rule` text NOT NULL,
	`difference_ore` integer NOT NULL,
	FOREIGN KEY (`entry_sequence`) REFERENCES `ledger_entries`(`sequence`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`event_sequence`) REFERENCES `payment_events`(`sequence`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `order_matches_event` ON `order_matches` (`event_sequence`);--> statement-breakpoint
CREATE INDEX `order_matches_differing` ON `order_matches` (`entry_sequence`) WHERE difference_ore <> 0;--> statement-breakpoint
CREATE INDEX `order_matches_by_person` ON `order_matches` (`entry_sequence`) WHERE rule = 'person';--> statement-breakpoint
CREATE TABLE `reconcile_marks` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `touched_days` (
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`ledger_date` text NOT NULL,
	PRIMARY KEY(`ledger_id`, `topic`, `ledger_date`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `unmatched_entries` (
	`entry_sequence` integer PRIMARY KEY NOT NULL,
	FOREIGN KEY (`entry_sequence`) REFERENCES `ledger_entries`(`sequence`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `unmatched_events` (
	`event_sequence` integer PRIMARY KEY NOT NULL,
	FOREIGN KEY (`event_sequence`) REFERENCES `payment_events`(`sequence`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit_log` (`subject`,`sequence`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file_name` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`actor` text NOT NULL,
	`started_at` text NOT NULL,
	`finished_at` text,
	`status` text DEFAULT 'taken' NOT NULL,
	`stored_path` text,
	`format` text,
	`bytes_done` integer DEFAULT 0 NOT NULL,
	`rows_read` integer DEFAULT 0 NOT NULL,
	`rows_added` integer NOT NULL,
	`orders_added` integer DEFAULT 0 NOT NULL,
	`rows_known` integer NOT NULL,
	`rows_unreadable` integer DEFAULT 0 NOT NULL,
	`problem_count` integer DEFAULT 0 NOT NULL,
	`problems` text NOT NULL,
	`summary` text,
	`decided_by` text,
	`decided_at` text,
	CONSTRAINT "imports_status" CHECK(status in ('queued','reading','needs-mapping','needs-decision','taking','taken','refused','discarded'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `imports_content` ON `imports` (`kind`,`sha256`) WHERE status in ('taking','taken');--> statement-breakpoint
CREATE INDEX `imports_by_time` ON `imports` (`started_at`,`id`);--> statement-breakpoint
CREATE INDEX `imports_open` ON `imports` (`started_at`) WHERE status in ('queued','reading','taking');--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`status` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_at` text NOT NULL,
	`started_at` text,
	`finished_at` text,
	`heartbeat_at` text,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer,
	`result` text,
	`error` text,
	CONSTRAINT "job_runs_status" CHECK("job_runs"."status" in ('requested','running','succeeded','failed','interrupted'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_one_running` ON `job_runs` (`job`) WHERE status = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_one_requested` ON `job_runs` (`job`) WHERE status = 'requested';--> statement-breakpoint
CREATE INDEX `job_runs_by_job` ON `job_runs` (`job`,`requested_at`);--> statement-breakpoint
CREATE TABLE `order_totals` (
	`msn` text NOT NULL,
	`state` text NOT NULL,
	`orders` integer NOT NULL,
	`amount_ore` integer NOT NULL,
	`reserved_ore` integer NOT NULL,
	`captured_ore` integer NOT NULL,
	`refunded_ore` integer NOT NULL,
	`remaining_ore` integer NOT NULL,
	`uncaptured` integer NOT NULL,
	PRIMARY KEY(`msn`, `state`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `orders` (
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`currency` text DEFAULT 'NOK' NOT NULL,
	`source` text NOT NULL,
	`express` text DEFAULT 'no' NOT NULL,
	`description` text,
	`customer_key` text,
	`shipped_at` text,
	`state` text NOT NULL,
	`amount_ore` integer DEFAULT 0 NOT NULL,
	`reserved_ore` integer DEFAULT 0 NOT NULL,
	`captured_ore` integer DEFAULT 0 NOT NULL,
	`refunded_ore` integer DEFAULT 0 NOT NULL,
	`cancelled_ore` integer DEFAULT 0 NOT NULL,
	`remaining_ore` integer GENERATED ALWAYS AS (reserved_ore - captured_ore - cancelled_ore) STORED NOT NULL,
	`registered_at` text NOT NULL,
	`initiated_at` text,
	`reserved_at` text,
	`last_captured_at` text,
	`activity_at` text NOT NULL,
	`guarantee_until` text,
	`deadline_at` text,
	`next_poll_at` text,
	`polled_at` text,
	`event_count` integer DEFAULT 0 NOT NULL,
	`poll_failures` integer DEFAULT 0 NOT NULL,
	`poll_error` text,
	PRIMARY KEY(`msn`, `order_id`),
	FOREIGN KEY (`msn`) REFERENCES `sales_units`(`msn`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "orders_order_id" CHECK(length("orders"."order_id") between 1 and 50),
	CONSTRAINT "orders_state" CHECK(state in ('mentioned','initiated','reserved','partially_captured','captured','partially_refunded','refunded','cancelled','rejected','expired')),
	CONSTRAINT "orders_amounts" CHECK("orders"."amount_ore" >= 0 and "orders"."reserved_ore" >= 0 and "orders"."cancelled_ore" >= 0),
	CONSTRAINT "orders_captured" CHECK("orders"."captured_ore" between 0 and "orders"."reserved_ore"),
	CONSTRAINT "orders_refunded" CHECK("orders"."refunded_ore" between 0 and "orders"."captured_ore"),
	CONSTRAINT "orders_cancelled" CHECK("orders"."captured_ore" + "orders"."cancelled_ore" <= "orders"."reserved_ore"),
	CONSTRAINT "orders_clocks" CHECK("orders"."reserved_at" is null or ("orders"."guarantee_until" is not null and "orders"."deadline_at" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `orders_by_activity` ON `orders` (`activity_at`,`msn`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`activity_at`,`msn`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_unit` ON `orders` (`msn`,`activity_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_unit_state` ON `orders` (`msn`,`state`,`activity_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_name` ON `orders` (order_id collate nocase);--> statement-breakpoint
CREATE INDEX `orders_uncaptured` ON `orders` (`guarantee_until`,`msn`,`order_id`) WHERE remaining_ore > 0;--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`customer_key`,`msn`,`amount_ore`,`reserved_at`) WHERE customer_key is not null and reserved_at is not null;--> statement-breakpoint
CREATE INDEX `orders_shipped_uncaptured` ON `orders` (`shipped_at`) WHERE shipped_at is not null and remaining_ore > 0;--> statement-breakpoint
CREATE INDEX `orders_unregistered` ON `orders` (`msn`,`order_id`) WHERE source <> 'registered' and captured_ore > 0;--> statement-breakpoint
CREATE INDEX `orders_to_poll` ON `orders` (`next_poll_at`) WHERE next_poll_at is not null;--> statement-breakpoint
CREATE INDEX `orders_unreadable` ON `orders` (`activity_at`) WHERE poll_failures > 2;--> statement-breakpoint
CREATE TABLE `payment_events` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`event_key` text NOT NULL,
	`operation` text NOT NULL,
	`operation_name` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`success` integer NOT NULL,
	`occurred_at` text NOT NULL,
	`transaction_id` text,
	`request_id` text,
	`transaction_text` text,
	`position` integer NOT NULL,
	`seen_at` text NOT NULL,
	FOREIGN KEY (`msn`,`order_id`) REFERENCES `orders`(`msn`,`order_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payment_events_amount" CHECK("payment_events"."amount_ore" >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_events_key` ON `payment_events` (`msn`,`order_id`,`event_key`);--> statement-breakpoint
CREATE INDEX `payment_events_by_transaction` ON `payment_events` (`transaction_id`);--> statement-breakpoint
CREATE TABLE `bank_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`line_key` text NOT NULL,
	`import_id` text NOT NULL,
	`account` text NOT NULL,
	`booked_on` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`currency` text NOT NULL,
	`description` text NOT NULL,
	`bank_reference` text,
	`counterparty` text,
	`settlement_number` text,
	`from_vipps` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bank_lines_key` ON `bank_lines` (`line_key`);--> statement-breakpoint
CREATE INDEX `bank_lines_by_settlement` ON `bank_lines` (`settlement_number`) WHERE settlement_number is not null;--> statement-breakpoint
CREATE INDEX `bank_lines_by_day` ON `bank_lines` (`booked_on`,`id`);--> statement-breakpoint
CREATE INDEX `bank_lines_by_amount` ON `bank_lines` (`account`,`amount_ore`);--> statement-breakpoint
CREATE INDEX `bank_lines_from_vipps` ON `bank_lines` (`booked_on`,`id`) WHERE from_vipps = 'yes';--> statement-breakpoint
CREATE TABLE `bank_statements` (
	`id` text PRIMARY KEY NOT NULL,
	`import_id` text NOT NULL,
	`account` text NOT NULL,
	`currency` text NOT NULL,
	`from_day` text,
	`through_day` text,
	`opening_ore` integer,
	`closing_ore` integer,
	`lines` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `bank_statements_by_account` ON `bank_statements` (`account`,`through_day`);--> statement-breakpoint
CREATE TABLE `payouts` (
	`ledger_id` text NOT NULL,
	`settlement_number` text NOT NULL,
	`currency` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`ledger_date` text NOT NULL,
	`covers_from` text NOT NULL,
	`covers_to` text NOT NULL,
	`scheduled_at` text NOT NULL,
	`expected_earliest` text NOT NULL,
	`expected_latest` text NOT NULL,
	`predicted_earliest` text NOT NULL,
	`predicted_latest` text NOT NULL,
	`after_feed_order` integer,
	`through_feed_order` integer,
	`difference_ore` integer,
	`aborted_at` text,
	`arrived_on` text,
	`arrived_ore` integer,
	`source` text NOT NULL,
	`settlement_type` text,
	`import_id` text,
	PRIMARY KEY(`ledger_id`, `settlement_number`),
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payouts_cover" CHECK("payouts"."covers_from" <= "payouts"."covers_to"),
	CONSTRAINT "payouts_expected" CHECK("payouts"."expected_earliest" <= "payouts"."expected_latest"),
	CONSTRAINT "payouts_arrived" CHECK(("payouts"."arrived_on" is null) = ("payouts"."arrived_ore" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `payouts_by_day` ON `payouts` (`ledger_date`,`ledger_id`,`settlement_number`);--> statement-breakpoint
CREATE INDEX `payouts_by_cover` ON `payouts` (`ledger_id`,`covers_to`);--> statement-breakpoint
CREATE INDEX `payouts_by_number` ON `payouts` (`settlement_number`);--> statement-breakpoint
CREATE INDEX `payouts_open` ON `payouts` (`expected_latest`) WHERE arrived_on is null and aborted_at is null;--> statement-breakpoint
CREATE INDEX `payouts_differing` ON `payouts` (`ledger_date`) WHERE difference_ore <> 0;--> statement-breakpoint
CREATE INDEX `payouts_not_added_up` ON `payouts` (`ledger_id`) WHERE difference_ore is null;--> statement-breakpoint
CREATE TABLE `sales_units` (
	`msn` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`country` text DEFAULT 'NO' NOT NULL,
	`polled` text DEFAULT 'no' NOT NULL,
	`created_at` text NOT NULL,
	CONSTRAINT "sales_units_msn" CHECK("sales_units"."msn" glob '[0-9]*' and length("sales_units"."msn") between 4 and 7),
	CONSTRAINT "sales_units_country" CHECK("sales_units"."country" in ('NO','DK','SE','FI')),
	CONSTRAINT "sales_units_polled" CHECK("sales_units"."polled" in ('yes','no'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `bank_csv_mappings` (
	`fingerprint` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mapping` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `bank_day_overrides` (
	`country` text NOT NULL,
	`day` text NOT NULL,
	`open` text NOT NULL,
	`name` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text NOT NULL,
	PRIMARY KEY(`country`, `day`),
	CONSTRAINT "bank_day_overrides_country" CHECK("bank_day_overrides"."country" in ('NO','DK','SE','FI'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `desk_settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text NOT NULL
) STRICT;
