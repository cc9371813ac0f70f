CREATE TABLE "drift_alert" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer NOT NULL,
	"patients" integer NOT NULL,
	"causes" jsonb NOT NULL,
	"told" boolean NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by_name" text,
	"note" text,
	"run_id" uuid,
	"incident_id" uuid
);
--> statement-breakpoint
CREATE TABLE "drift_day" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference_id" uuid NOT NULL,
	"day" date NOT NULL,
	"tally" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drift_policy" (
	"id" uuid PRIMARY KEY NOT NULL,
	"retrain" boolean NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drift_reference" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" text,
	"digest" text,
	"summary" jsonb NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	"watches_from" timestamp with time zone NOT NULL,
	"memory" text,
	"updated_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "drift_seen" (
	"reference_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	CONSTRAINT "drift_seen_reference_id_decision_id_pk" PRIMARY KEY("reference_id","decision_id")
);
--> statement-breakpoint
ALTER TABLE "drift_alert" ADD CONSTRAINT "drift_alert_reference_id_drift_reference_id_fk" FOREIGN KEY ("reference_id") REFERENCES "public"."drift_reference"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_alert" ADD CONSTRAINT "drift_alert_run_id_training_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."training_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_day" ADD CONSTRAINT "drift_day_reference_id_drift_reference_id_fk" FOREIGN KEY ("reference_id") REFERENCES "public"."drift_reference"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_seen" ADD CONSTRAINT "drift_seen_reference_id_drift_reference_id_fk" FOREIGN KEY ("reference_id") REFERENCES "public"."drift_reference"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_seen" ADD CONSTRAINT "drift_seen_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drift_alert_reference" ON "drift_alert" USING btree ("reference_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "drift_day_of_reference" ON "drift_day" USING btree ("reference_id","day");