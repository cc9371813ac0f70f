CREATE TABLE "lead_review" (
	"decision_id" uuid PRIMARY KEY NOT NULL,
	"encounter_id" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_by" uuid,
	"answered_at" timestamp with time zone,
	"note" text
);
--> statement-breakpoint
ALTER TABLE "lead_review" ADD CONSTRAINT "lead_review_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_review" ADD CONSTRAINT "lead_review_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_review" ADD CONSTRAINT "lead_review_answered_by_app_user_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lead_review_encounter" ON "lead_review" USING btree ("encounter_id");--> statement-breakpoint
CREATE INDEX "lead_review_open" ON "lead_review" USING btree ("encounter_id") WHERE "lead_review"."answered_at" is null;