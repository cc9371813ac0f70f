CREATE TABLE "gate_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"content" jsonb NOT NULL,
	"digest" text NOT NULL,
	"changes" jsonb NOT NULL,
	"reason" text,
	"set_by" uuid,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	"signature" text,
	"signed_with" text
);
--> statement-breakpoint
CREATE TABLE "signing_key" (
	"id" text PRIMARY KEY NOT NULL,
	"facts" text NOT NULL,
	"private_key" text,
	"current" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "signature" text;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "signed_with" text;--> statement-breakpoint
ALTER TABLE "gate_policy" ADD CONSTRAINT "gate_policy_set_by_app_user_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "signing_key_one_current" ON "signing_key" USING btree ("current") WHERE "signing_key"."current";