CREATE TABLE "training_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"content" jsonb NOT NULL,
	"changes" jsonb NOT NULL,
	"reason" text NOT NULL,
	"set_by" uuid NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "training_trigger" (
	"trigger" text PRIMARY KEY NOT NULL,
	"evaluated_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"words" text NOT NULL,
	"until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "training_run" ADD COLUMN "triggers" jsonb;