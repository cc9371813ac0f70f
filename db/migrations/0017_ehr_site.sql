CREATE TABLE "ehr_site" (
	"issuer" text PRIMARY KEY NOT NULL,
	"facts" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "not_understood" (
	"issuer" text NOT NULL,
	"kind" text NOT NULL,
	"system" text NOT NULL,
	"code" text NOT NULL,
	"encounter_id" uuid NOT NULL,
	"readings" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "not_understood_issuer_kind_system_code_encounter_id_pk" PRIMARY KEY("issuer","kind","system","code","encounter_id")
);
--> statement-breakpoint
ALTER TABLE "not_understood" ADD CONSTRAINT "not_understood_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "not_understood_time" ON "not_understood" USING btree ("last_at");