CREATE TABLE "access_review" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"quarter" text NOT NULL,
	"begun_by" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"closed_by" uuid,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "access_review_item" (
	"review_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	"last_use_at" timestamp with time zone,
	"verdict" text,
	"role_after" text,
	"reason" text,
	"judged_by" uuid,
	"judged_at" timestamp with time zone,
	CONSTRAINT "access_review_item_review_id_person_id_pk" PRIMARY KEY("review_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "access_review" ADD CONSTRAINT "access_review_begun_by_app_user_id_fk" FOREIGN KEY ("begun_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review" ADD CONSTRAINT "access_review_closed_by_app_user_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review_item" ADD CONSTRAINT "access_review_item_review_id_access_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."access_review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review_item" ADD CONSTRAINT "access_review_item_person_id_app_user_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review_item" ADD CONSTRAINT "access_review_item_judged_by_app_user_id_fk" FOREIGN KEY ("judged_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_review_once" ON "access_review" USING btree ("issuer","quarter");--> statement-breakpoint
CREATE UNIQUE INDEX "access_review_open" ON "access_review" USING btree ("issuer") WHERE "access_review"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "access_review_item_person" ON "access_review_item" USING btree ("person_id");