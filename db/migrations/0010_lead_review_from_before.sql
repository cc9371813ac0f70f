-- Decisions in force from before marks were kept, two levels or more from the suggestion and not a lead's own: the board
-- showed them as waiting for a lead, and goes on to until one answers.
INSERT INTO "lead_review" ("decision_id", "encounter_id", "asked_at")
SELECT d."id", d."encounter_id", d."decided_at"
FROM "decision" d
WHERE abs(d."level" - d."shown_level") >= 2
  AND d."decided_by_role" <> 'lead'
  AND NOT EXISTS (SELECT 1 FROM "decision" later WHERE later."supersedes" = d."id");
