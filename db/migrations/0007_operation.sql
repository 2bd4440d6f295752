CREATE TABLE `alert_deliveries` (
	`message_id` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` text NOT NULL,
	`delivered_at` text,
	`trouble` text,
	PRIMARY KEY(`message_id`, `channel`),
	FOREIGN KEY (`message_id`) REFERENCES `alert_messages`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "alert_deliveries_state" CHECK("alert_deliveries"."state" in ('waiting','delivered','given-up')),
	CONSTRAINT "alert_deliveries_channel" CHECK("alert_deliveries"."channel" in ('email','webhook')),
	CONSTRAINT "alert_deliveries_delivered" CHECK(("alert_deliveries"."state" = 'delivered') = ("alert_deliveries"."delivered_at" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `alert_deliveries_waiting` ON `alert_deliveries` (`channel`,`message_id`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `alert_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`made_at` text NOT NULL,
	`content` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `alert_messages_by_time` ON `alert_messages` (`made_at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`condition_key` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`path` text NOT NULL,
	`amount_ore` integer,
	`currency` text,
	`since` text,
	`opened_at` text NOT NULL,
	`missing_since` text,
	`last_told_at` text,
	`cleared_at` text,
	`clear_told_at` text,
	CONSTRAINT "alerts_kind" CHECK(kind in ('payout-overdue','guarantee-lost','guarantee-ending','job-failing','job-silent','command-unknown','entries-refused','feed-standing','channel-failing'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_one_open` ON `alerts` (`condition_key`) WHERE cleared_at is null;--> statement-breakpoint
CREATE INDEX `alerts_clear_untold` ON `alerts` (`cleared_at`) WHERE cleared_at is not null and clear_told_at is null;--> statement-breakpoint
CREATE INDEX `alerts_cleared` ON `alerts` (`cleared_at`) WHERE cleared_at is not null;--> statement-breakpoint
CREATE TABLE `command_totals` (
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`commands` integer NOT NULL,
	PRIMARY KEY(`kind`, `status`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `job_states` (
	`job` text PRIMARY KEY NOT NULL,
	`every_ms` integer,
	`last_finished_at` text,
	`last_success_at` text,
	`last_duration_ms` integer,
	`failures_in_a_row` integer DEFAULT 0 NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `job_totals` (
	`job` text NOT NULL,
	`name` text NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`job`, `name`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `process_signs` (
	`process` text PRIMARY KEY NOT NULL,
	`started_at` text NOT NULL,
	`seen_at` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `feed_cursors` ADD `end_reached_at` text;--> statement-breakpoint
CREATE INDEX `refused_entries_by_time` ON `refused_entries` (`seen_at`);