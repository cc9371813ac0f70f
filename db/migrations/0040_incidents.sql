CREATE TABLE "incident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"severity" text,
	"status" text NOT NULL,
	"title" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_by" text NOT NULL,
	"closed_at" timestamp with time zone,
	"source" text,
	"alert" text,
	"encounter_id" uuid
);
--> statement-breakpoint
CREATE TABLE "incident_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"incident_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"words" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "incident_focus" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"incident_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_link" (
	"incident_id" uuid NOT NULL,
	"what" text NOT NULL,
	"ref" text NOT NULL,
	CONSTRAINT "incident_link_incident_id_what_ref_pk" PRIMARY KEY("incident_id","what","ref")
);
--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_entry" ADD CONSTRAINT "incident_entry_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_focus" ADD CONSTRAINT "incident_focus_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_focus" ADD CONSTRAINT "incident_focus_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_link" ADD CONSTRAINT "incident_link_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "incident_number" ON "incident" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_source" ON "incident" USING btree ("source");--> statement-breakpoint
CREATE INDEX "incident_alert" ON "incident" USING btree ("alert") WHERE "incident"."status" = 'open';--> statement-breakpoint
CREATE INDEX "incident_encounter" ON "incident" USING btree ("encounter_id");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_entry_seq" ON "incident_entry" USING btree ("incident_id","seq");