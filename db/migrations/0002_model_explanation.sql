CREATE TABLE "model_explanation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"artifact_digest" text NOT NULL,
	"source" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"parameters_key" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"progress" jsonb,
	"error" text,
	"owner" text,
	"heartbeat_at" timestamp with time zone,
	"result" text,
	"dataset" jsonb,
	"engine" text,
	"computed_at" timestamp with time zone,
	"took_ms" integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX "model_explanation_once" ON "model_explanation" USING btree ("artifact_digest","source","parameters_key");--> statement-breakpoint
CREATE INDEX "model_explanation_status" ON "model_explanation" USING btree ("status");