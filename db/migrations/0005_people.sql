CREATE TABLE `audit_chain` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`sequence`) REFERENCES `audit_log`(`sequence`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `approvals` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`msn` text,
	`order_id` text,
	`amount_ore` integer NOT NULL,
	`currency` text NOT NULL,
	`command_key` text NOT NULL,
	`request` text NOT NULL,
	`reason` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_at` text NOT NULL,
	`status` text NOT NULL,
	`decided_by` text,
	`decided_at` text,
	`decision_reason` text,
	CONSTRAINT "approvals_amount" CHECK("approvals"."amount_ore" >= 0),
	CONSTRAINT "approvals_decided" CHECK(("approvals"."status" = 'waiting') = ("approvals"."decided_at" is null)),
	CONSTRAINT "approvals_four_eyes" CHECK("approvals"."status" <> 'approved' or ("approvals"."decided_by" is not null and "approvals"."decided_by" <> "approvals"."requested_by"))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_by_key` ON `approvals` (`command_key`);--> statement-breakpoint
CREATE INDEX `approvals_waiting` ON `approvals` (`requested_at`,`id`) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX `approvals_of_order` ON `approvals` (`msn`,`order_id`) WHERE order_id is not null;--> statement-breakpoint
CREATE TABLE `grants` (
	`person_id` text NOT NULL,
	`role` text NOT NULL,
	`msn` text NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`person_id`, `role`, `msn`, `source`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "grants_role" CHECK(role in ('finance','manager','admin','read-only'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `log_in_steps` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`person_id` text,
	`detail` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`started_at` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "log_in_steps_kind" CHECK("log_in_steps"."kind" in ('code','oidc')),
	CONSTRAINT "log_in_steps_person" CHECK(("log_in_steps"."kind" = 'code') = ("log_in_steps"."person_id" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `log_in_steps_by_start` ON `log_in_steps` (`started_at`);--> statement-breakpoint
CREATE TABLE `log_in_tries` (
	`key` text PRIMARY KEY NOT NULL,
	`tries` integer NOT NULL,
	`last_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `log_in_tries_by_last` ON `log_in_tries` (`last_at`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text,
	`password_changed_at` text,
	`must_change_password` text DEFAULT 'no' NOT NULL,
	`totp_secret` text,
	`totp_confirmed_at` text,
	`totp_last_step` integer,
	`oidc_issuer` text,
	`oidc_subject` text,
	`created_at` text NOT NULL,
	`created_by` text NOT NULL,
	`disabled_at` text,
	`disabled_by` text,
	CONSTRAINT "people_username" CHECK("people"."username" = lower("people"."username")),
	CONSTRAINT "people_oidc" CHECK(("people"."oidc_issuer" is null) = ("people"."oidc_subject" is null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `people_by_username` ON `people` (`username`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_by_oidc` ON `people` (`oidc_issuer`,`oidc_subject`) WHERE oidc_subject is not null;--> statement-breakpoint
CREATE TABLE `people_told_apart` (
	`person_id` text NOT NULL,
	`other_id` text NOT NULL,
	`told_by` text NOT NULL,
	`told_at` text NOT NULL,
	PRIMARY KEY(`person_id`, `other_id`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`other_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "people_told_apart_order" CHECK("people_told_apart"."person_id" < "people_told_apart"."other_id")
) STRICT;
--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`person_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`used_at` text,
	PRIMARY KEY(`person_id`, `code_hash`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`person_id` text NOT NULL,
	`method` text NOT NULL,
	`started_at` text NOT NULL,
	`seen_at` text NOT NULL,
	`address` text NOT NULL,
	`user_agent` text NOT NULL,
	`ended_at` text,
	`ended_because` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "sessions_end" CHECK(("sessions"."ended_at" is null) = ("sessions"."ended_because" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `sessions_of_person` ON `sessions` (`person_id`,`started_at`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `sessions_by_id` ON `sessions` (`id`);--> statement-breakpoint
CREATE INDEX `sessions_by_seen` ON `sessions` (`seen_at`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`box` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text NOT NULL
) STRICT;
