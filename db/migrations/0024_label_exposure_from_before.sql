-- Labels from before they carried it: what stood before whoever decided is kept with the decision.
UPDATE "label" SET "exposure" = d."exposure" FROM "decision" d WHERE d."id" = "label"."decision_id";
