CREATE TABLE "audit_key" (
	"id" text PRIMARY KEY NOT NULL,
	"material" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "health_probe" (
	"id" smallint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "anchor" text;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "digests" jsonb;--> statement-breakpoint
CREATE INDEX "audit_event_subject" ON "audit_event" USING btree ("subject_type","subject_id");