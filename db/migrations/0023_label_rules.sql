ALTER TABLE "decision" ADD COLUMN "not_label" text;--> statement-breakpoint
ALTER TABLE "label" ADD COLUMN "exposure" jsonb;