/** Closed set of roles. An unknown role has no permission at all (fail closed). */
export const ROLES = ["clinician", "lead", "admin", "auditor"] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);

export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  clinician: "Triage clinician",
  lead: "Charge nurse / lead",
  admin: "Model steward (admin)",
  auditor: "Auditor",
};
