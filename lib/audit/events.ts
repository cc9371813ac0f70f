/** The closed vocabulary of what is audited. A new kind of event is added here or it cannot be written. */
export const AUDIT_EVENTS = {
  "launch.started": "A launch from the EHR began",
  "launch.refused": "A launch was refused",
  "session.started": "Somebody signed in",
  "session.ended": "Somebody signed out",
  "access.denied": "An action was refused",
  "board.viewed": "The board was opened",
  "encounter.viewed": "A patient's page was opened",
  "assessment.created": "An assessment was made and shown",
  "assessment.explained": "An assessment was explained",
  "similar.viewed": "Decided cases like a patient's were shown",
  "decision.recorded": "A clinician decided on a level",
  "writeback.written": "A decision was written to the EHR",
  "writeback.failed": "A decision could not be written to the EHR",
  "writeback.retried": "Writing a decision to the EHR was asked for again",
  "label.created": "A decision became a label",
  "run.queued": "A retraining run was queued",
  "run.started": "A retraining run began",
  "run.succeeded": "A retraining run produced a candidate",
  "run.failed": "A retraining run failed",
  "model.registered": "A model version was registered",
  "model.promoted": "A model version was put into use",
  "model.rejected": "A candidate was rejected",
  "model.rolled-back": "An earlier model version was put back into use",
  "model.policy-changed": "Another decision policy was put into use",
  "model.unavailable": "The model could not be loaded; rules only",
  "role.changed": "A person's role was changed",
  "audit.verified": "The audit chain was verified",
} as const;

export type AuditEventName = keyof typeof AUDIT_EVENTS;
export const AUDIT_EVENT_NAMES = Object.keys(AUDIT_EVENTS) as AuditEventName[];
