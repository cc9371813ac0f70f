CREATE TABLE "model_check" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"against" text,
	"source" text NOT NULL,
	"status" text NOT NULL,
	"verdict" text,
	"policy" text,
	"champion_metrics" jsonb,
	"candidate_metrics" jsonb,
	"findings" jsonb,
	"run_id" uuid,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"error" text,
	"owner" text,
	"heartbeat_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "model_check_version" ON "model_check" USING btree ("version","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "model_check_one_open" ON "model_check" USING btree ("version") WHERE "model_check"."status" in ('queued', 'running');