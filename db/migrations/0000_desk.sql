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
	`source` text NOT NULL,
	`synced_at` text NOT NULL,
	CONSTRAINT "ledgers_bank_days" CHECK("ledgers"."payout_bank_days" between 0 and 30)
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
	`finished_at` text NOT NULL,
	`rows_added` integer NOT NULL,
	`rows_known` integer NOT NULL,
	`problems` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `imports_content` ON `imports` (`kind`,`sha256`);--> statement-breakpoint
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
CREATE INDEX `orders_to_poll` ON `orders` (`next_poll_at`) WHERE next_poll_at is not null;--> statement-breakpoint
CREATE INDEX `orders_unreadable` ON `orders` (`activity_at`) WHERE poll_failures > 2;--> statement-breakpoint
CREATE TABLE `payment_events` (
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
	PRIMARY KEY(`msn`, `order_id`, `event_key`),
	FOREIGN KEY (`msn`,`order_id`) REFERENCES `orders`(`msn`,`order_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payment_events_amount" CHECK("payment_events"."amount_ore" >= 0)
) STRICT;
--> statement-breakpoint
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
	`settlement_number` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bank_lines_key` ON `bank_lines` (`line_key`);--> statement-breakpoint
CREATE INDEX `bank_lines_by_settlement` ON `bank_lines` (`settlement_number`) WHERE settlement_number is not null;--> statement-breakpoint
CREATE INDEX `bank_lines_by_day` ON `bank_lines` (`booked_on`,`id`);--> statement-breakpoint
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
	`aborted_at` text,
	`arrived_on` text,
	`bank_line_id` text,
	`source` text NOT NULL,
	`settlement_type` text,
	`import_id` text,
	PRIMARY KEY(`ledger_id`, `settlement_number`),
	FOREIGN KEY (`ledger_id`) REFERENCES `ledgers`(`ledger_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payouts_cover" CHECK("payouts"."covers_from" <= "payouts"."covers_to"),
	CONSTRAINT "payouts_expected" CHECK("payouts"."expected_earliest" <= "payouts"."expected_latest"),
	CONSTRAINT "payouts_arrived" CHECK(("payouts"."arrived_on" is null) = ("payouts"."bank_line_id" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `payouts_by_day` ON `payouts` (`ledger_date`,`ledger_id`,`settlement_number`);--> statement-breakpoint
CREATE INDEX `payouts_by_cover` ON `payouts` (`ledger_id`,`covers_to`);--> statement-breakpoint
CREATE INDEX `payouts_by_number` ON `payouts` (`settlement_number`);--> statement-breakpoint
CREATE INDEX `payouts_open` ON `payouts` (`expected_latest`) WHERE arrived_on is null and aborted_at is null;--> statement-breakpoint
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
