CREATE TABLE "typed_draft" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"content" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "ended_why" text;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "replaced_by" uuid;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "typed_draft" ADD CONSTRAINT "typed_draft_person_id_app_user_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "typed_draft_person" ON "typed_draft" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "typed_draft_saved" ON "typed_draft" USING btree ("saved_at");