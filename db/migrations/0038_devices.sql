CREATE TABLE "device" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"registered_by" uuid NOT NULL,
	"registered_by_name" text NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	"retired_by_name" text,
	"last_sequence" bigint,
	"last_boot" text,
	"last_measured_at" timestamp with time zone,
	"last_heard_at" timestamp with time zone,
	"ahead_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "device_check_out" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_id" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"checked_out_at" timestamp with time zone NOT NULL,
	"checked_out_by" uuid NOT NULL,
	"checked_out_by_name" text NOT NULL,
	"checked_in_at" timestamp with time zone,
	"checked_in_by" uuid,
	"checked_in_by_name" text,
	"lease_id" uuid,
	"lease_until" timestamp with time zone,
	"written" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_id" uuid NOT NULL,
	"message" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device_reading" (
	"id" uuid PRIMARY KEY NOT NULL,
	"check_out_id" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"values" text NOT NULL,
	"measured_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"refusal" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "device_refusal" (
	"day" text NOT NULL,
	"device_id" text NOT NULL,
	"reason" text NOT NULL,
	"count" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_refusal_day_device_id_reason_pk" PRIMARY KEY("day","device_id","reason")
);
--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_registered_by_app_user_id_fk" FOREIGN KEY ("registered_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_check_out" ADD CONSTRAINT "device_check_out_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_check_out" ADD CONSTRAINT "device_check_out_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_check_out" ADD CONSTRAINT "device_check_out_checked_out_by_app_user_id_fk" FOREIGN KEY ("checked_out_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_check_out" ADD CONSTRAINT "device_check_out_checked_in_by_app_user_id_fk" FOREIGN KEY ("checked_in_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_message" ADD CONSTRAINT "device_message_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_reading" ADD CONSTRAINT "device_reading_check_out_id_device_check_out_id_fk" FOREIGN KEY ("check_out_id") REFERENCES "public"."device_check_out"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_reading" ADD CONSTRAINT "device_reading_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "device_code" ON "device" USING btree ("code");--> statement-breakpoint
CREATE INDEX "device_issuer" ON "device" USING btree ("issuer");--> statement-breakpoint
CREATE UNIQUE INDEX "device_check_out_open" ON "device_check_out" USING btree ("device_id") WHERE "device_check_out"."checked_in_at" is null;--> statement-breakpoint
CREATE INDEX "device_check_out_device" ON "device_check_out" USING btree ("device_id","checked_out_at");--> statement-breakpoint
CREATE INDEX "device_check_out_visit" ON "device_check_out" USING btree ("encounter_id");--> statement-breakpoint
CREATE INDEX "device_message_received" ON "device_message" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "device_reading_due" ON "device_reading" USING btree ("state","next_at");--> statement-breakpoint
CREATE INDEX "device_reading_visit" ON "device_reading" USING btree ("encounter_id","kind","measured_at");