CREATE TABLE "watch_contender" (
	"day" date NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"unit" text NOT NULL,
	"shown" smallint NOT NULL,
	"model" smallint NOT NULL,
	"rules" smallint NOT NULL,
	"news2" smallint NOT NULL,
	"candidate_version" text NOT NULL,
	"candidate" smallint NOT NULL,
	"decided" smallint NOT NULL,
	"read" smallint NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "watch_contender_day_version_policy_unit_shown_model_rules_news2_candidate_version_candidate_decided_read_pk" PRIMARY KEY("day","version","policy","unit","shown","model","rules","news2","candidate_version","candidate","decided","read")
);
--> statement-breakpoint
CREATE TABLE "watch_day" (
	"day" date PRIMARY KEY NOT NULL,
	"made_from" text NOT NULL,
	"visits" integer NOT NULL,
	"rolled_up_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "watch_level" (
	"day" date NOT NULL,
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
	"sums" double precision[] NOT NULL,
	CONSTRAINT "watch_level_day_dimension_value_version_policy_unit_shown_decided_first_read_read_far_pk" PRIMARY KEY("day","dimension","value","version","policy","unit","shown","decided","first","read","read_far")
);
--> statement-breakpoint
CREATE TABLE "watch_usage" (
	"day" date NOT NULL,
	"version" text NOT NULL,
	"policy" text NOT NULL,
	"unit" text NOT NULL,
	"shift" text NOT NULL,
	"name" text NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "watch_usage_day_version_policy_unit_shift_name_pk" PRIMARY KEY("day","version","policy","unit","shift","name")
);
--> statement-breakpoint
CREATE INDEX "watch_level_group" ON "watch_level" USING btree ("dimension","value","day");--> statement-breakpoint
CREATE INDEX "encounter_first_seen" ON "encounter" USING btree ("first_seen_at");--> statement-breakpoint
CREATE INDEX "shadow_answer_assessment" ON "shadow_answer" USING btree ("assessment_id");