CREATE TABLE "reader_hold" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reader_id" uuid NOT NULL,
	"why" text NOT NULL,
	"answers" integer NOT NULL,
	"evidence" double precision NOT NULL,
	"held_at" timestamp with time zone NOT NULL,
	"released_at" timestamp with time zone,
	"released_by" uuid,
	"reason" text
);
--> statement-breakpoint
ALTER TABLE "reader_hold" ADD CONSTRAINT "reader_hold_reader_id_app_user_id_fk" FOREIGN KEY ("reader_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reader_hold" ADD CONSTRAINT "reader_hold_released_by_app_user_id_fk" FOREIGN KEY ("released_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "reader_hold_one_open" ON "reader_hold" USING btree ("reader_id") WHERE "reader_hold"."released_at" is null;--> statement-breakpoint
CREATE INDEX "reader_hold_time" ON "reader_hold" USING btree ("held_at");