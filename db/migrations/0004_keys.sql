CREATE TABLE "data_key" (
	"id" text PRIMARY KEY NOT NULL,
	"check" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"retiring_at" timestamp with time zone,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "key_record" (
	"id" text PRIMARY KEY NOT NULL,
	"mark" uuid NOT NULL,
	"secrets" text NOT NULL
);
