CREATE TABLE "site_calibration" (
	"version" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"model_version" text NOT NULL,
	"model_digest" text NOT NULL,
	"label_ids" jsonb NOT NULL,
	"fitted_on" jsonb,
	"content" jsonb,
	"digest" text,
	"report" jsonb,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" text NOT NULL,
	"made_at" timestamp with time zone,
	"signature" text,
	"signed_with" text,
	CONSTRAINT "site_calibration_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "site_calibration_switch" (
	"seq" integer PRIMARY KEY NOT NULL,
	"calibration" text NOT NULL,
	"on" boolean NOT NULL,
	"reason" text NOT NULL,
	"by" uuid NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "assessment_once";--> statement-breakpoint
ALTER TABLE "assessment" ADD COLUMN "calibration" text;--> statement-breakpoint
CREATE UNIQUE INDEX "assessment_once" ON "assessment" USING btree ("encounter_id","case_hash",coalesce("model_version", ''),coalesce("policy", ''),coalesce("calibration", ''));