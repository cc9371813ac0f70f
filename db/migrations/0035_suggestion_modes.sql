CREATE TABLE "first_choice" (
	"encounter_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"assessment_id" uuid NOT NULL,
	"level" smallint NOT NULL,
	"why" text NOT NULL,
	"seen_ms" integer,
	"chosen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "first_choice_encounter_id_user_id_pk" PRIMARY KEY("encounter_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "suggestion_mode" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"role" text NOT NULL,
	"version" integer NOT NULL,
	"mode" text NOT NULL,
	"share_percent" smallint NOT NULL,
	"alerts_per_shift" smallint,
	"reason" text NOT NULL,
	"set_by" uuid NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "first_choice" ADD CONSTRAINT "first_choice_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_choice" ADD CONSTRAINT "first_choice_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_choice" ADD CONSTRAINT "first_choice_assessment_id_assessment_id_fk" FOREIGN KEY ("assessment_id") REFERENCES "public"."assessment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestion_mode" ADD CONSTRAINT "suggestion_mode_set_by_app_user_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "first_choice_alerts" ON "first_choice" USING btree ("user_id","chosen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "suggestion_mode_version" ON "suggestion_mode" USING btree ("issuer","role","version");