ALTER TABLE "watch_contender" ADD COLUMN "xgboost" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "watch_contender" DROP CONSTRAINT "watch_contender_day_version_policy_unit_shown_model_rules_news2_candidate_version_candidate_decided_read_pk";--> statement-breakpoint
ALTER TABLE "watch_contender" ADD CONSTRAINT "watch_contender_levels" PRIMARY KEY("day","version","policy","unit","shown","model","rules","news2","xgboost","candidate_version","candidate","decided","read");
