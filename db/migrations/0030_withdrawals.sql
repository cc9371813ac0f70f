CREATE TABLE "label_withdrawal" (
	"label_id" uuid PRIMARY KEY NOT NULL,
	"why" text NOT NULL,
	"reason" text NOT NULL,
	"withdrawn_by" uuid NOT NULL,
	"withdrawn_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "learning_opt_out" (
	"id" uuid PRIMARY KEY NOT NULL,
	"patient_key" text NOT NULL,
	"patient" text NOT NULL,
	"opted_out_at" timestamp with time zone NOT NULL,
	CONSTRAINT "learning_opt_out_patient_key_unique" UNIQUE("patient_key")
);
--> statement-breakpoint
ALTER TABLE "label_withdrawal" ADD CONSTRAINT "label_withdrawal_label_id_label_id_fk" FOREIGN KEY ("label_id") REFERENCES "public"."label"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label_withdrawal" ADD CONSTRAINT "label_withdrawal_withdrawn_by_app_user_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "label_withdrawal_time" ON "label_withdrawal" USING btree ("withdrawn_at");