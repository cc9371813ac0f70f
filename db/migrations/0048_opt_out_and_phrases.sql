CREATE TABLE "site_phrase" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry" text NOT NULL,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "label" ADD COLUMN "scrubbed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "learning_opt_out" ADD COLUMN "opted_out_by" uuid;--> statement-breakpoint
ALTER TABLE "learning_opt_out" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "site_phrase" ADD CONSTRAINT "site_phrase_added_by_app_user_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learning_opt_out" ADD CONSTRAINT "learning_opt_out_opted_out_by_app_user_id_fk" FOREIGN KEY ("opted_out_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;