CREATE TABLE "outcome_day" (
	"day" date NOT NULL,
	"name" text NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "outcome_day_day_name_pk" PRIMARY KEY("day","name")
);
--> statement-breakpoint
CREATE TABLE "outcome_day_due" (
	"day" date NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outcome_day_made" (
	"day" date PRIMARY KEY NOT NULL,
	"definition" integer NOT NULL,
	"visits" integer NOT NULL,
	"first_open_at" timestamp with time zone,
	"unreadable" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "outcome_day_due_day" ON "outcome_day_due" USING btree ("day");--> statement-breakpoint
-- Days on which a level of the visit was decided are due when anything changes that is counted. With the owner's rights: processes of
-- a release before know nothing of the table, and their role has no rights on it yet.
CREATE FUNCTION "outcome_day_is_due"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO "outcome_day_due" ("day")
    SELECT DISTINCT ("decided_at" AT TIME ZONE 'UTC')::date FROM "decision"
    WHERE "encounter_id" = coalesce(NEW."encounter_id", OLD."encounter_id");
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "decision_outcome_due" AFTER INSERT ON "decision" FOR EACH ROW EXECUTE FUNCTION "outcome_day_is_due"();
--> statement-breakpoint
CREATE TRIGGER "visit_follow_up_outcome_due" AFTER INSERT OR DELETE OR UPDATE OF "state", "arrived_at", "read_at", "failures" ON "visit_follow_up" FOR EACH ROW EXECUTE FUNCTION "outcome_day_is_due"();
--> statement-breakpoint
CREATE TRIGGER "visit_outcome_outcome_due" AFTER INSERT OR DELETE OR UPDATE OF "superseded_at" ON "visit_outcome" FOR EACH ROW EXECUTE FUNCTION "outcome_day_is_due"();
--> statement-breakpoint
-- Every day there is, to be counted for the first time, the newest first. After the triggers: nothing that is written meanwhile is missed.
INSERT INTO "outcome_day_due" ("day") SELECT DISTINCT ("decided_at" AT TIME ZONE 'UTC')::date FROM "decision" ORDER BY 1 DESC;
