CREATE TABLE `ledger_day_types` (
	`ledger_date` text NOT NULL,
	`ledger_id` text NOT NULL,
	`topic` text NOT NULL,
	`entry_type` text NOT NULL,
	`entries` integer NOT NULL,
	`amount_ore` integer NOT NULL,
	PRIMARY KEY(`ledger_date`, `ledger_id`, `topic`, `entry_type`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `moved_hours` (
	`hour` text NOT NULL,
	`msn` text NOT NULL,
	`captures` integer NOT NULL,
	`captured_ore` integer NOT NULL,
	`refunds` integer NOT NULL,
	`refunded_ore` integer NOT NULL,
	PRIMARY KEY(`hour`, `msn`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `open_order_days` (
	`day` text NOT NULL,
	`msn` text NOT NULL,
	`orders` integer NOT NULL,
	`amount_ore` integer NOT NULL,
	`captured_ore` integer NOT NULL,
	`refunded_ore` integer NOT NULL,
	`remaining_ore` integer NOT NULL,
	PRIMARY KEY(`day`, `msn`)
) STRICT;
--> statement-breakpoint
DROP INDEX `orders_by_activity`;--> statement-breakpoint
DROP INDEX `orders_by_state`;--> statement-breakpoint
DROP INDEX `orders_by_unit`;--> statement-breakpoint
DROP INDEX `orders_by_unit_state`;--> statement-breakpoint
DROP INDEX `orders_by_name`;--> statement-breakpoint
DROP INDEX `orders_uncaptured`;--> statement-breakpoint
DROP INDEX `orders_by_amount`;--> statement-breakpoint
DROP INDEX `orders_by_remaining`;--> statement-breakpoint
ALTER TABLE `orders` ADD `open_exceptions` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_with_exception` ON `orders` (`activity_at`,`msn`,`order_id`,`state`,`amount_ore`,`remaining_ore`,`open_exceptions`) WHERE open_exceptions > 0;--> statement-breakpoint
CREATE INDEX `orders_by_activity` ON `orders` (`activity_at`,`msn`,`order_id`,`state`,`amount_ore`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`activity_at`,`msn`,`order_id`,`amount_ore`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_by_unit` ON `orders` (`msn`,`activity_at`,`order_id`,`state`,`amount_ore`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_by_unit_state` ON `orders` (`msn`,`state`,`activity_at`,`order_id`,`amount_ore`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_by_name` ON `orders` (order_id collate nocase,`msn`,`order_id`,`activity_at`,`state`,`amount_ore`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_uncaptured` ON `orders` (`guarantee_until`,`msn`,`order_id`,`activity_at`,`state`,`amount_ore`,`remaining_ore`) WHERE remaining_ore > 0;--> statement-breakpoint
CREATE INDEX `orders_by_amount` ON `orders` (`amount_ore`,`msn`,`order_id`,`activity_at`,`state`,`remaining_ore`);--> statement-breakpoint
CREATE INDEX `orders_by_remaining` ON `orders` (`remaining_ore`,`msn`,`order_id`,`activity_at`,`state`,`amount_ore`) WHERE remaining_ore > 0;--> statement-breakpoint
CREATE INDEX `ledger_entries_retained` ON `ledger_entries` (`ledger_id`,`topic`,`entry_type`,`ledger_date`) WHERE topic = 'funds' and entry_type = 'fees-retained';