/**
 * Integration tests that run on the embedded database as well where all of them run on PostgreSQL: those in which the database itself is
 * what is tried, those that start whole processes on it, and the way of a patient from launch to the EHR. The embedded database is a
 * PostgreSQL too: what is only counted and listed there, and what trains and explains for minutes, is not tried twice (the browser suite plays the whole
 * learning loop on it). Folders end in a slash.
 */
export const ON_EMBEDDED: readonly string[] = [
  "db/",
  "tests/integration/database/",
  "tests/integration/drill/",
  "tests/integration/backup/",
  "tests/integration/keys/",
  "tests/integration/sites/",
  ...[
    "audit",
    "audit-tampering",
    "audit-verify",
    "clinic/board",
    "clinic/changes",
    "clinic/decision",
    "clinic/figures",
    "clinic/killed",
    "clinic/leave-out",
    "clinic/no-phi",
    "clinic/ownership",
    "clinic/quick-triage",
    "clinic/shipped-model",
    "clinic/sign-in",
    "clinic/similar",
    "clinic/undo",
    "clinic/write-back",
    "demo-history",
    "documents",
    "gate-exceptions",
    "health",
    "housekeeping",
    "labels",
    "logs",
    "matrix",
    "metrics",
    "prometheus",
    "queue",
    "retention",
    "roll-ups",
    "signatures",
  ].map((name) => `tests/integration/${name}.test.ts`),
];
