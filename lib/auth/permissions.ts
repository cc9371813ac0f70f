import type { Role } from "./roles";

/**
 * One row a permission: what it lets a person do, and who has it. Screens, server actions and routes all ask this table;
 * what is not in it is refused. Clinical work and governance are kept apart: who approves a model does not triage with
 * it, and an auditor changes nothing.
 */
export const PERMISSIONS = {
  "board:read": { does: "see the waiting board", roles: ["clinician", "lead"] },
  "encounter:read": { does: "open a patient and see the assessment", roles: ["clinician", "lead"] },
  "decision:write": { does: "accept or override a level", roles: ["clinician", "lead"] },
  "lead:answer": { does: "look at what was marked for a lead, and clear the mark", roles: ["lead"] },
  "reading:write": { does: "read a case a second time, without its answers", roles: ["lead"] },
  "agreement:own": {
    does: "see how one's own levels agree with second readings",
    roles: ["clinician", "lead"],
  },
  "agreement:read": { does: "see how each reader's levels agree with second readings", roles: ["lead"] },
  "console:read": { does: "open the console: models, runs, decisions", roles: ["admin", "auditor"] },
  "network:read": {
    does: "see all sites of the network side by side, in figures",
    roles: ["admin", "auditor"],
    named: true,
  },
  "audit:read": { does: "read the audit log and verify its chain", roles: ["admin", "auditor"] },
  "model:promote": { does: "promote, reject or roll back a model version", roles: ["admin"] },
  "model:stop": {
    does: "switch the model off for the whole installation, so that safety rules alone suggest levels",
    roles: ["admin", "lead"],
  },
  "model:resume": { does: "switch the model on again", roles: ["admin"] },
  "incident:report": {
    does: "report a problem with what a patient's page shows",
    roles: ["clinician", "lead"],
  },
  "incident:write": { does: "open, work at, review and close incidents", roles: ["admin"] },
  "retraining:start": { does: "start a retraining run now", roles: ["admin"] },
  "label:govern": { does: "say which labels the model may learn from", roles: ["admin"] },
  "deidentification:review": {
    does: "see texts of patients whom the EHR shows them beside what is stored of them, and say what was missed",
    roles: ["admin"],
  },
  "dataset:cases": { does: "see a dataset's de-identified cases, and save them as files", roles: ["admin"] },
  "explanation:compute": { does: "have a model version explained over many cases", roles: ["admin"] },
  "suggestion:govern": { does: "say when the people of a role see suggestions", roles: ["admin"] },
  "learning:opt-out": {
    does: "record that a patient does not want to be learned from, and take that back",
    roles: ["clinician", "lead"],
  },
  "device:use": {
    does: "say which monitor or wearable is with which patient",
    roles: ["clinician", "lead"],
  },
  "device:govern": { does: "register and retire monitors and wearables", roles: ["admin"] },
  "people:read": { does: "see who has which role", roles: ["admin", "auditor"] },
  "people:write": { does: "give or take roles", roles: ["admin"] },
  "session:own": {
    does: "see and end one's own sessions, keep what one has begun to type",
    roles: ["clinician", "lead", "admin", "auditor"],
  },
} as const satisfies Record<string, Row>;

/** `named`: besides the role, the person must be named for it in the settings. */
type Row = { readonly does: string; readonly roles: readonly Role[]; readonly named?: true };

export type Permission = keyof typeof PERMISSIONS;

export const needsName = (permission: Permission): boolean => (PERMISSIONS[permission] as Row).named === true;

export const isPermission = (value: unknown): value is Permission =>
  typeof value === "string" && Object.hasOwn(PERMISSIONS, value);

export function can(role: unknown, permission: unknown): boolean {
  if (!isPermission(permission)) return false;
  const roles: readonly unknown[] = PERMISSIONS[permission].roles;
  return roles.includes(role);
}
