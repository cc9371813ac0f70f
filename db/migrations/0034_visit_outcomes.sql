CREATE TABLE "visit_follow_up" (
	"encounter_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"arrived_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_error_code" text,
	"read_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "visit_outcome" (
	"id" uuid PRIMARY KEY NOT NULL,
	"encounter_id" uuid NOT NULL,
	"outcomes" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "visit_follow_up" ADD CONSTRAINT "visit_follow_up_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_outcome" ADD CONSTRAINT "visit_outcome_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "visit_follow_up_due" ON "visit_follow_up" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "visit_follow_up_state" ON "visit_follow_up" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "visit_outcome_in_force" ON "visit_outcome" USING btree ("encounter_id") WHERE "visit_outcome"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "visit_outcome_visit" ON "visit_outcome" USING btree ("encounter_id","read_at");