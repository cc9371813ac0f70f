CREATE INDEX IF NOT EXISTS "audit_event_actor" ON "audit_event" USING btree ("actor_name","seq");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "audit_event_time" ON "audit_event" USING btree ("at","seq");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "decision_decider" ON "decision" USING btree ("decided_by","decided_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "decision_tally" ON "decision" USING btree ("kind","shown_level","level");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "ehr_grant_live" ON "ehr_grant" USING btree ("created_at") WHERE "ehr_grant"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "ehr_grant_kept" ON "ehr_grant" USING btree ("created_at") WHERE "ehr_grant"."expired_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "session_live" ON "session" USING btree ("last_seen_at") WHERE "session"."revoked_at" is null;