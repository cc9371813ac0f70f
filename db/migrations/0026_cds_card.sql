CREATE TABLE "cds_card" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"service" text NOT NULL,
	"hook_instance" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"assessment_id" uuid NOT NULL,
	"shown_level" smallint,
	"shown_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"level" smallint,
	"outcome_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "cds_card" ADD CONSTRAINT "cds_card_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cds_card" ADD CONSTRAINT "cds_card_assessment_id_assessment_id_fk" FOREIGN KEY ("assessment_id") REFERENCES "public"."assessment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cds_card_time" ON "cds_card" USING btree ("issuer","shown_at");--> statement-breakpoint
CREATE INDEX "cds_card_encounter" ON "cds_card" USING btree ("encounter_id");