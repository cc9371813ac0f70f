CREATE TABLE "llm_usage" (
	"day" text NOT NULL,
	"version" text NOT NULL,
	"requests" integer NOT NULL,
	"failed" integer NOT NULL,
	"tokens_asked" integer NOT NULL,
	"tokens_answered" integer NOT NULL,
	"seconds" double precision NOT NULL,
	CONSTRAINT "llm_usage_day_version_pk" PRIMARY KEY("day","version")
);
--> statement-breakpoint
CREATE TABLE "prompt_version" (
	"version" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"content" jsonb NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"signature" text,
	"signed_with" text
);
--> statement-breakpoint
ALTER TABLE "shadow_answer" ADD COLUMN "findings_both" smallint;--> statement-breakpoint
ALTER TABLE "shadow_answer" ADD COLUMN "findings_own" smallint;--> statement-breakpoint
ALTER TABLE "shadow_answer" ADD COLUMN "findings_missed" smallint;