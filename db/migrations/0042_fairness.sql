CREATE TABLE "fairness_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit" text NOT NULL,
	"version" text NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"visits" integer NOT NULL,
	"report" jsonb NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"incident_id" uuid
);
--> statement-breakpoint
ALTER TABLE "fairness_report" ADD CONSTRAINT "fairness_report_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "fairness_report_once" ON "fairness_report" USING btree ("unit","version","to_day");--> statement-breakpoint
CREATE INDEX "fairness_report_made" ON "fairness_report" USING btree ("made_at");