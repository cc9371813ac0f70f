ALTER TABLE "assessment" ALTER COLUMN "basis" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "encounter" ALTER COLUMN "refs" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "encounter" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "ehr_grant" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "encounter_seen" ON "encounter" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "ehr_grant_created" ON "ehr_grant" USING btree ("created_at");