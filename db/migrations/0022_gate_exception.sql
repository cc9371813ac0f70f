CREATE TABLE "gate_exception" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"against" text,
	"policy" text NOT NULL,
	"check_id" uuid NOT NULL,
	"findings" jsonb NOT NULL,
	"reason" text NOT NULL,
	"until" date NOT NULL,
	"status" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_by_name" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_by" uuid,
	"answered_by_name" text,
	"answered_at" timestamp with time zone,
	"comment" text,
	"used_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "gate_exception" ADD CONSTRAINT "gate_exception_asked_by_app_user_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_exception" ADD CONSTRAINT "gate_exception_answered_by_app_user_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "gate_exception_version" ON "gate_exception" USING btree ("version","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "gate_exception_one_open" ON "gate_exception" USING btree ("version") WHERE "gate_exception"."status" in ('asked', 'agreed', 'used');