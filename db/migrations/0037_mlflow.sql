CREATE TABLE "mlflow_mirror" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"remote_id" text,
	"digest" text,
	"error" text,
	"told_at" timestamp with time zone,
	"held_until" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mlflow_mirror_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "mlflow_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"remote_version" text NOT NULL,
	"version" text,
	"state" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "mlflow_request_one_open" ON "mlflow_request" USING btree ((true)) WHERE "mlflow_request"."state" = 'open';