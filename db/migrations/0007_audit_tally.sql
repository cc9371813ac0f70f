CREATE TABLE "audit_tally" (
	"key" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"role" text NOT NULL,
	"detail" jsonb NOT NULL,
	"more" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "pending_launch_expires" ON "pending_launch" USING btree ("expires_at");