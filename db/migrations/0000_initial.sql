CREATE TABLE "assessment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"encounter_id" uuid NOT NULL,
	"context_version" text NOT NULL,
	"case_hash" text NOT NULL,
	"case" text,
	"basis" text NOT NULL,
	"missing" jsonb NOT NULL,
	"model_name" text,
	"model_version" text,
	"artifact_digest" text,
	"engine" text,
	"device" text,
	"precision" text,
	"degraded_reason" text,
	"shown_level" smallint,
	"model_level" smallint,
	"floor" text,
	"probabilities" jsonb,
	"expected_severity" double precision,
	"prediction_set" jsonb,
	"critical_risk" double precision,
	"explanation" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"role" text NOT NULL,
	"event" text NOT NULL,
	"subject_type" text,
	"subject_id" text,
	"request_id" text,
	"detail" jsonb NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"encounter_id" uuid NOT NULL,
	"assessment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"level" smallint NOT NULL,
	"shown_level" smallint,
	"reason" text,
	"comment" text,
	"decided_by" uuid NOT NULL,
	"decided_by_role" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"supersedes" uuid,
	"model_version" text,
	"grant_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "write_back" (
	"decision_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error_code" text,
	"last_attempt_at" timestamp with time zone,
	"written_at" timestamp with time zone,
	"refs" text
);
--> statement-breakpoint
CREATE TABLE "encounter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"encounter_key" text NOT NULL,
	"patient_key" text NOT NULL,
	"refs" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"active" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "encounter_snapshot" (
	"encounter_id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"context" text NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "label" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"case" text NOT NULL,
	"level" smallint NOT NULL,
	"source" text NOT NULL,
	"assessed_level" smallint,
	"model_version" text,
	"weight" double precision NOT NULL,
	"held_out" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"display_name" text NOT NULL,
	"fhir_user" text,
	"role" text,
	"last_seen_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ehr_grant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"context" text NOT NULL,
	"patient_key" text,
	"tokens" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pending_launch" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"binding_hash" text NOT NULL,
	"payload" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "model_alias" (
	"alias" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"previous_version" text,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_version" (
	"version" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"parent" text,
	"artifact_dir" text NOT NULL,
	"digest" text NOT NULL,
	"metrics" jsonb NOT NULL,
	"trained_on" text NOT NULL,
	"lineage" jsonb NOT NULL,
	"run_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "training_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" text NOT NULL,
	"parent_version" text NOT NULL,
	"candidate_version" text,
	"label_ids" jsonb NOT NULL,
	"label_count" integer NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"progress" jsonb,
	"loss_curve" jsonb NOT NULL,
	"champion_metrics" jsonb,
	"candidate_metrics" jsonb,
	"findings" jsonb,
	"error" text,
	"owner" text,
	"heartbeat_at" timestamp with time zone,
	"requested_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "assessment" ADD CONSTRAINT "assessment_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_assessment_id_assessment_id_fk" FOREIGN KEY ("assessment_id") REFERENCES "public"."assessment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_decided_by_app_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_grant_id_ehr_grant_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."ehr_grant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_back" ADD CONSTRAINT "write_back_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "encounter_snapshot" ADD CONSTRAINT "encounter_snapshot_encounter_id_encounter_id_fk" FOREIGN KEY ("encounter_id") REFERENCES "public"."encounter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label" ADD CONSTRAINT "label_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ehr_grant" ADD CONSTRAINT "ehr_grant_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_version_model_version_version_fk" FOREIGN KEY ("version") REFERENCES "public"."model_version"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "assessment_once" ON "assessment" USING btree ("encounter_id","case_hash",coalesce("model_version", ''));--> statement-breakpoint
CREATE INDEX "assessment_encounter" ON "assessment" USING btree ("encounter_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_event_event" ON "audit_event" USING btree ("event","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "decision_request" ON "decision" USING btree ("request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "decision_supersedes" ON "decision" USING btree ("supersedes");--> statement-breakpoint
CREATE UNIQUE INDEX "decision_first" ON "decision" USING btree ("encounter_id") WHERE "decision"."supersedes" is null;--> statement-breakpoint
CREATE INDEX "decision_encounter" ON "decision" USING btree ("encounter_id","decided_at");--> statement-breakpoint
CREATE INDEX "decision_time" ON "decision" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "write_back_state" ON "write_back" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "encounter_key" ON "encounter" USING btree ("encounter_key");--> statement-breakpoint
CREATE INDEX "encounter_active" ON "encounter" USING btree ("issuer","active");--> statement-breakpoint
CREATE UNIQUE INDEX "label_decision" ON "label" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "label_time" ON "label" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "app_user_issuer_subject" ON "app_user" USING btree ("issuer","subject");--> statement-breakpoint
CREATE INDEX "ehr_grant_session" ON "ehr_grant" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "training_run_time" ON "training_run" USING btree ("requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "training_run_one_open" ON "training_run" USING btree ((true)) WHERE "training_run"."status" in ('queued', 'running', 'evaluating');--> statement-breakpoint
CREATE FUNCTION "audit_event_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event is append-only';
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_event_no_change" BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "audit_event_is_append_only"();
--> statement-breakpoint
CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_is_append_only"();
