CREATE FUNCTION "health_probe_write"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    LOCK TABLE "health_probe" IN ACCESS EXCLUSIVE MODE NOWAIT;
    TRUNCATE "health_probe";
  EXCEPTION WHEN lock_not_available THEN
    -- A backup is reading the table, or another process is at it: an ordinary write will do.
    NULL;
  END;
  INSERT INTO "health_probe" ("id", "at") VALUES (1, now()) ON CONFLICT ("id") DO UPDATE SET "at" = excluded."at";
END $$;
--> statement-breakpoint
-- Rows from before stay as they are; a new one without a key, by an older version still running, is refused.
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_keyed" CHECK ("key_id" IS NOT NULL) NOT VALID;
--> statement-breakpoint
CREATE FUNCTION "audit_key_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_key is never removed';
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_key_no_delete" BEFORE DELETE ON "audit_key" FOR EACH ROW EXECUTE FUNCTION "audit_key_is_kept"();
--> statement-breakpoint
CREATE TRIGGER "audit_key_no_truncate" BEFORE TRUNCATE ON "audit_key" FOR EACH STATEMENT EXECUTE FUNCTION "audit_key_is_kept"();
