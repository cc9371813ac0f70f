CREATE TABLE "watch_contender_sum" (
	"span" text NOT NULL,
	"start" date NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"unit" text NOT NULL,
	"shown" smallint NOT NULL,
	"model" smallint NOT NULL,
	"rules" smallint NOT NULL,
	"news2" smallint NOT NULL,
	"xgboost" smallint NOT NULL,
	"candidate_version" text NOT NULL,
	"candidate" smallint NOT NULL,
	"decided" smallint NOT NULL,
	"read" smallint NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "watch_level_sum" (
	"span" text NOT NULL,
	"start" date NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"unit" text NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"shown" smallint NOT NULL,
	"decided" smallint NOT NULL,
	"first" smallint NOT NULL,
	"read" smallint NOT NULL,
	"read_far" smallint NOT NULL,
	"n" integer NOT NULL,
	"sums" double precision[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "watch_sum" (
	"span" text NOT NULL,
	"start" date NOT NULL,
	"made_from" text NOT NULL,
	CONSTRAINT "watch_sum_span_start_pk" PRIMARY KEY("span","start")
);
--> statement-breakpoint
CREATE TABLE "watch_usage_sum" (
	"span" text NOT NULL,
	"start" date NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"unit" text NOT NULL,
	"shift" text NOT NULL,
	"name" text NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "watch_contender_sum_span" ON "watch_contender_sum" USING btree ("span","start");--> statement-breakpoint
CREATE INDEX "watch_level_sum_group" ON "watch_level_sum" USING btree ("span","start","dimension","value");--> statement-breakpoint
CREATE INDEX "watch_usage_sum_span" ON "watch_usage_sum" USING btree ("span","start","name");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "audit_event_anchored" ON "audit_event" USING btree ("seq") WHERE "audit_event"."anchor" is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "watch_usage_keys" ON "watch_usage" USING btree ("version","policy","unit") WHERE "watch_usage"."name" = 'visits';