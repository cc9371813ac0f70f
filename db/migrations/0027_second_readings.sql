CREATE TABLE "reading_skip" (
	"reading_id" uuid NOT NULL,
	"skipped_by" uuid NOT NULL,
	"reason" text NOT NULL,
	"skipped_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reading_skip_reading_id_skipped_by_pk" PRIMARY KEY("reading_id","skipped_by")
);
--> statement-breakpoint
CREATE TABLE "second_reading" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"why" text NOT NULL,
	"case" text,
	"asked_at" timestamp with time zone NOT NULL,
	"read_by" uuid,
	"read_at" timestamp with time zone,
	"level" smallint
);
--> statement-breakpoint
ALTER TABLE "reading_skip" ADD CONSTRAINT "reading_skip_reading_id_second_reading_id_fk" FOREIGN KEY ("reading_id") REFERENCES "public"."second_reading"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_skip" ADD CONSTRAINT "reading_skip_skipped_by_app_user_id_fk" FOREIGN KEY ("skipped_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_reading" ADD CONSTRAINT "second_reading_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_reading" ADD CONSTRAINT "second_reading_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_reading" ADD CONSTRAINT "second_reading_read_by_app_user_id_fk" FOREIGN KEY ("read_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "second_reading_decision" ON "second_reading" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "second_reading_open" ON "second_reading" USING btree ("asked_at") WHERE "second_reading"."read_at" is null;--> statement-breakpoint
CREATE INDEX "second_reading_encounter" ON "second_reading" USING btree ("encounter_id");--> statement-breakpoint
CREATE INDEX "second_reading_reader" ON "second_reading" USING btree ("read_by");