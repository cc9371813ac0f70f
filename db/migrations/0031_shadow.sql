CREATE TABLE "shadow" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"started_by" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended" text,
	"ended_by" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"error" text,
	"owner" text,
	"heartbeat_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "shadow_answer" (
	"shadow_id" uuid NOT NULL,
	"assessment_id" uuid NOT NULL,
	"policy" text NOT NULL,
	"level" smallint,
	"model_level" smallint,
	"probabilities" jsonb,
	"expected_severity" double precision,
	"critical_risk" double precision,
	"answered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "shadow_answer_shadow_id_assessment_id_pk" PRIMARY KEY("shadow_id","assessment_id")
);
--> statement-breakpoint
ALTER TABLE "shadow_answer" ADD CONSTRAINT "shadow_answer_shadow_id_shadow_id_fk" FOREIGN KEY ("shadow_id") REFERENCES "public"."shadow"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shadow_answer" ADD CONSTRAINT "shadow_answer_assessment_id_assessment_id_fk" FOREIGN KEY ("assessment_id") REFERENCES "public"."assessment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "shadow_one_on" ON "shadow" USING btree (("ended_at" is null)) WHERE "shadow"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "shadow_version" ON "shadow" USING btree ("version","started_at");