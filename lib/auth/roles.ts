/** Closed set of roles. An unknown role has no permission at all (fail closed). */
export const ROLES = ["clinician", "lead", "admin", "auditor"] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);

type Installation = { readonly TWO_ROLES?: boolean | undefined; readonly mode: "embedded" | "production" };

/** Whether one person may hold two roles, one of them in force: in the evaluation mode, so that one newcomer can try everything. */
export const mayHoldTwo = (env: Installation): boolean => env.TWO_ROLES ?? env.mode === "embedded";

export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  clinician: "Triage clinician",
  lead: "Charge nurse / lead",
  admin: "Model steward (admin)",
  auditor: "Auditor",
};
