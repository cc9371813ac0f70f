DROP INDEX "assessment_once";--> statement-breakpoint
ALTER TABLE "assessment" ADD COLUMN "policy" text;--> statement-breakpoint
ALTER TABLE "model_alias" ADD COLUMN "policy" text;--> statement-breakpoint
CREATE UNIQUE INDEX "assessment_once" ON "assessment" USING btree ("encounter_id","case_hash",coalesce("model_version", ''),coalesce("policy", ''));