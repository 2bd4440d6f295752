CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`beginning` text NOT NULL,
	`token_hash` text NOT NULL,
	`msns` text,
	`created_at` text NOT NULL,
	`created_by` text NOT NULL,
	`last_used_at` text,
	`revoked_at` text,
	`revoked_by` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `callbacks` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`msn` text NOT NULL,
	`order_id` text,
	`status` text,
	`amount_ore` integer,
	`transaction_id` text,
	`occurred_at` text,
	`error_code` text,
	`error_message` text,
	`user_id` text,
	`content_key` text NOT NULL,
	`times` integer DEFAULT 1 NOT NULL,
	`received_at` text NOT NULL,
	`last_received_at` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` text,
	`handled_at` text,
	`outcome` text,
	`trouble` text,
	CONSTRAINT "callbacks_kind" CHECK("callbacks"."kind" in ('payment-update','consent-removal')),
	CONSTRAINT "callbacks_handled" CHECK(("callbacks"."handled_at" is null) = ("callbacks"."outcome" is null)),
	CONSTRAINT "callbacks_open_has_time" CHECK("callbacks"."handled_at" is not null or "callbacks"."next_attempt_at" is not null)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `callbacks_content` ON `callbacks` (`msn`,`content_key`);--> statement-breakpoint
CREATE INDEX `callbacks_open` ON `callbacks` (`next_attempt_at`) WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX `callbacks_by_order` ON `callbacks` (`msn`,`order_id`,`received_at`);--> statement-breakpoint
CREATE TABLE `consent_removals` (
	`user_hash` text PRIMARY KEY NOT NULL,
	`removed_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `order_customers` (
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`user_id` text,
	`first_name` text,
	`last_name` text,
	`email` text,
	`mobile_number` text,
	`address_line_1` text,
	`address_line_2` text,
	`post_code` text,
	`city` text,
	`country` text,
	`received_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`erased_at` text,
	`erased_because` text,
	PRIMARY KEY(`msn`, `order_id`),
	FOREIGN KEY (`msn`,`order_id`) REFERENCES `orders`(`msn`,`order_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_customers_erased" CHECK("order_customers"."erased_at" is null or ("order_customers"."user_id" is null and "order_customers"."first_name" is null and "order_customers"."last_name" is null
        and "order_customers"."email" is null and "order_customers"."mobile_number" is null and "order_customers"."address_line_1" is null
        and "order_customers"."address_line_2" is null and "order_customers"."post_code" is null and "order_customers"."city" is null and "order_customers"."erased_because" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_customers_by_user` ON `order_customers` (`user_id`) WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX `order_customers_to_expire` ON `order_customers` (`expires_at`) WHERE erased_at is null;--> statement-breakpoint
CREATE TABLE `shipments` (
	`id` text PRIMARY KEY NOT NULL,
	`msn` text NOT NULL,
	`order_id` text NOT NULL,
	`shipment_key` text NOT NULL,
	`amount_ore` integer,
	`carrier` text,
	`tracking_number` text,
	`shipped_at` text NOT NULL,
	`registered_at` text NOT NULL,
	`actor` text NOT NULL,
	`capture` text NOT NULL,
	`capture_refusal` text,
	`next_attempt_at` text,
	FOREIGN KEY (`msn`,`order_id`) REFERENCES `orders`(`msn`,`order_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipments_id" CHECK(length("shipments"."id") between 1 and 40),
	CONSTRAINT "shipments_amount" CHECK("shipments"."amount_ore" is null or "shipments"."amount_ore" > 0),
	CONSTRAINT "shipments_capture" CHECK("shipments"."capture" in ('not-asked','waiting','ordered','refused')),
	CONSTRAINT "shipments_refusal" CHECK(("shipments"."capture" = 'refused') = ("shipments"."capture_refusal" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `shipments_key` ON `shipments` (`msn`,`order_id`,`shipment_key`);--> statement-breakpoint
CREATE INDEX `shipments_waiting` ON `shipments` (`next_attempt_at`) WHERE capture = 'waiting';--> statement-breakpoint
ALTER TABLE `orders` ADD `sent_ore` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `device` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `confirmed_at` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `confirmed_by` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `shipping_method_id` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `shipping_method` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `shipping_cost_ore` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `registered_ore` integer;--> statement-breakpoint
CREATE INDEX `orders_sent_unpaid` ON `orders` (`shipped_at`) WHERE sent_ore > captured_ore;--> statement-breakpoint
CREATE INDEX `orders_amount_differs` ON `orders` (`msn`,`order_id`) WHERE registered_ore is not null and reserved_ore > 0 and reserved_ore <> registered_ore + coalesce(shipping_cost_ore, 0);