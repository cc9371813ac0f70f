CREATE TABLE "patient_access" (
	"user_id" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"patient_key" text NOT NULL,
	"grant_id" uuid,
	"confirmed_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"refused_at" timestamp with time zone,
	"refusal" text,
	"withheld" jsonb NOT NULL,
	CONSTRAINT "patient_access_user_id_encounter_id_pk" PRIMARY KEY("user_id","encounter_id")
);
--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "visit_doubts" jsonb;--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "visit_reason" text;--> statement-breakpoint
ALTER TABLE "write_back" ADD COLUMN "lease_id" uuid;--> statement-breakpoint
ALTER TABLE "write_back" ADD COLUMN "lease_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "patient_access" ADD CONSTRAINT "patient_access_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patient_access" ADD CONSTRAINT "patient_access_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patient_access" ADD CONSTRAINT "patient_access_grant_id_ehr_grant_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."ehr_grant"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "patient_access_patient" ON "patient_access" USING btree ("user_id","patient_key");--> statement-breakpoint
CREATE INDEX "patient_access_grant" ON "patient_access" USING btree ("grant_id");