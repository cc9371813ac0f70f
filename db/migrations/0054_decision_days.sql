CREATE TABLE "decision_day" (
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"level" smallint NOT NULL,
	"shown_level" smallint,
	"not_label" text,
	"labelled" boolean NOT NULL,
	"superseded" boolean NOT NULL,
	"first" boolean NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision_days_done" (
	"id" smallint PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "decision_day_day" ON "decision_day" USING btree ("day");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "label_apart" ON "label" USING btree ("created_at","held_out");