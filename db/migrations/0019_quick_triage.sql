CREATE TABLE "quick_triage" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"content" text NOT NULL,
	"level" smallint NOT NULL,
	"shown_level" smallint,
	"model_version" text,
	"reason" text,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"encounter_id" uuid,
	"matched_by" uuid,
	"matched_at" timestamp with time zone,
	CONSTRAINT "quick_triage_request_id_unique" UNIQUE("request_id")
);
--> statement-breakpoint
ALTER TABLE "quick_triage" ADD CONSTRAINT "quick_triage_decided_by_app_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quick_triage" ADD CONSTRAINT "quick_triage_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quick_triage" ADD CONSTRAINT "quick_triage_matched_by_app_user_id_fk" FOREIGN KEY ("matched_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quick_triage_open" ON "quick_triage" USING btree ("issuer","decided_at");--> statement-breakpoint
CREATE INDEX "quick_triage_visit" ON "quick_triage" USING btree ("encounter_id");