CREATE TABLE "decided_case" (
	"decision_id" uuid PRIMARY KEY NOT NULL,
	"encounter_id" uuid NOT NULL,
	"case" text NOT NULL,
	"level" smallint NOT NULL,
	"model_level" smallint,
	"model_version" text,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "decided_case_encounter_id_unique" UNIQUE("encounter_id")
);
--> statement-breakpoint
ALTER TABLE "assessment" ADD COLUMN "familiarity" jsonb;--> statement-breakpoint
ALTER TABLE "decided_case" ADD CONSTRAINT "decided_case_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decided_case" ADD CONSTRAINT "decided_case_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "decided_case_time" ON "decided_case" USING btree ("decided_at");