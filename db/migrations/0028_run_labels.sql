CREATE TABLE "run_label" (
	"run_id" uuid NOT NULL,
	"label_id" uuid NOT NULL,
	"weight" double precision NOT NULL,
	CONSTRAINT "run_label_run_id_label_id_pk" PRIMARY KEY("run_id","label_id")
);
--> statement-breakpoint
ALTER TABLE "training_run" ADD COLUMN "learned" jsonb;--> statement-breakpoint
ALTER TABLE "run_label" ADD CONSTRAINT "run_label_run_id_training_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."training_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_label" ADD CONSTRAINT "run_label_label_id_label_id_fk" FOREIGN KEY ("label_id") REFERENCES "public"."label"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "run_label_label" ON "run_label" USING btree ("label_id");