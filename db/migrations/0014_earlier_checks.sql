-- What the checks of earlier training runs said stays known: a version may be gone back to when it once passed. It may not be
-- promoted on their word (no policy is named): the gates are other ones now.
INSERT INTO "model_check" ("id", "version", "digest", "against", "source", "status", "verdict", "champion_metrics", "candidate_metrics", "findings", "run_id", "requested_by", "requested_at", "finished_at")
SELECT gen_random_uuid(), v."version", v."digest", r."parent_version", 'run', 'succeeded',
  CASE WHEN r."findings" IS NULL OR r."findings" @> '[{"severity": "fail"}]' THEN 'failed' ELSE 'passed' END,
  r."champion_metrics", r."candidate_metrics",
  (SELECT jsonb_agg(f || '{"gate": "earlier"}') FROM jsonb_array_elements(coalesce(r."findings", '[]')) AS f),
  r."id", r."requested_by", r."requested_at", r."finished_at"
FROM "model_version" v JOIN "training_run" r ON r."id" = v."run_id" AND r."status" = 'succeeded';
