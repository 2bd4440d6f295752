CREATE TABLE `bulk_items` (
	`bulk_id` text NOT NULL,
	`position` integer NOT NULL,
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`key` text NOT NULL,
	`amount_ore` integer NOT NULL,
	`seen_reserved_ore` integer NOT NULL,
	`seen_captured_ore` integer NOT NULL,
	`seen_refunded_ore` integer NOT NULL,
	`seen_cancelled_ore` integer NOT NULL,
	`carrier` text,
	`tracking_number` text,
	`capture` text DEFAULT 'no' NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` text,
	`acted_at` text,
	PRIMARY KEY(`bulk_id`, `position`),
	FOREIGN KEY (`bulk_id`) REFERENCES `bulk_runs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "bulk_items_state" CHECK("bulk_items"."state" in ('waiting','given','refused','left','skipped')),
	CONSTRAINT "bulk_items_reason" CHECK(("bulk_items"."state" in ('refused','skipped')) = ("bulk_items"."reason" is not null)),
	CONSTRAINT "bulk_items_amount" CHECK("bulk_items"."amount_ore" >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_items_key` ON `bulk_items` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_items_order` ON `bulk_items` (`bulk_id`,`msn`,`order_id`);--> statement-breakpoint
CREATE INDEX `bulk_items_waiting` ON `bulk_items` (`bulk_id`,`position`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `bulk_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`transaction_text` text,
	`actor` text NOT NULL,
	`requested_at` text NOT NULL,
	`finished_at` text,
	`stopped_at` text,
	`stopped_by` text,
	CONSTRAINT "bulk_runs_kind" CHECK("bulk_runs"."kind" in ('capture','cancel','ship')),
	CONSTRAINT "bulk_runs_stopped" CHECK(("bulk_runs"."stopped_at" is null) = ("bulk_runs"."stopped_by" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `bulk_runs_open` ON `bulk_runs` (`requested_at`) WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX `bulk_runs_by_time` ON `bulk_runs` (`requested_at`,`id`);--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`page` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`owner` text NOT NULL,
	`shared` text NOT NULL,
	`created_at` text NOT NULL,
	CONSTRAINT "saved_views_words" CHECK(length("saved_views"."name") between 1 and 60 and length("saved_views"."query") <= 2000)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_views_name` ON `saved_views` (`page`,`owner`,`name`);--> statement-breakpoint
CREATE INDEX `saved_views_shared` ON `saved_views` (`page`) WHERE shared = 'yes';--> statement-breakpoint
CREATE INDEX `orders_by_amount` ON `orders` (`amount_ore`,`msn`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_remaining` ON `orders` (`remaining_ore`,`msn`,`order_id`) WHERE remaining_ore > 0;--> statement-breakpoint
CREATE INDEX `payment_events_moved` ON `payment_events` (`occurred_at`,`sequence`) WHERE success = 1 and operation in ('capture','sale','refund');