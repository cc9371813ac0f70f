CREATE TABLE "canary" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"champion" text NOT NULL,
	"percent" smallint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"started_by" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended" text,
	"ended_by" text,
	"words" text,
	"incident_id" uuid
);
--> statement-breakpoint
CREATE TABLE "canary_answer" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "canary_answer_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"canary_id" uuid NOT NULL,
	"arm" text NOT NULL,
	"patients" integer NOT NULL,
	"outcome" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "canary_answer" ADD CONSTRAINT "canary_answer_canary_id_canary_id_fk" FOREIGN KEY ("canary_id") REFERENCES "public"."canary"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "canary_one_on" ON "canary" USING btree (("ended_at" is null)) WHERE "canary"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "canary_version" ON "canary" USING btree ("version","started_at");--> statement-breakpoint
CREATE INDEX "canary_answer_canary" ON "canary_answer" USING btree ("canary_id","id");