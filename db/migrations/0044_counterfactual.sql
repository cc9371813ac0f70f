CREATE TABLE "counterfactual_audit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"day" date NOT NULL,
	"audit" jsonb NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"incident_id" uuid
);
--> statement-breakpoint
ALTER TABLE "counterfactual_audit" ADD CONSTRAINT "counterfactual_audit_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "counterfactual_audit_once" ON "counterfactual_audit" USING btree ("version","day");