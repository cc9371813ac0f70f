CREATE TABLE "ehr_subscription" (
	"issuer" text NOT NULL,
	"criteria" text NOT NULL,
	"form" text NOT NULL,
	"id" uuid NOT NULL,
	"secret_hash" text NOT NULL,
	"previous_hash" text,
	"reference" text,
	"state" text NOT NULL,
	"error_code" text,
	"ends_at" timestamp with time zone,
	"asked_at" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL,
	"heard_at" timestamp with time zone,
	"calls" integer DEFAULT 0 NOT NULL,
	"keepers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "ehr_subscription_issuer_criteria_pk" PRIMARY KEY("issuer","criteria")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ehr_subscription_id" ON "ehr_subscription" USING btree ("id");