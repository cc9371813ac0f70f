import type { Role } from "@/lib/auth/roles";

/** The people of the sandbox EHR. Functional names, no passwords: it is bound to loopback and holds synthetic patients. */
export type SandboxUser = {
  /** Also the id_token's `sub`. */
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly practitionerId: string;
};

export const SANDBOX_USERS: readonly SandboxUser[] = [
  { username: "nurse1", name: "Nurse One (demo)", role: "clinician", practitionerId: "prac-nurse1" },
  { username: "nurse2", name: "Nurse Two (demo)", role: "clinician", practitionerId: "prac-nurse2" },
  { username: "lead", name: "Charge Nurse (demo)", role: "lead", practitionerId: "prac-lead" },
  { username: "steward", name: "Model Steward (demo)", role: "admin", practitionerId: "prac-steward" },
  { username: "steward2", name: "Second Steward (demo)", role: "admin", practitionerId: "prac-steward2" },
  { username: "auditor", name: "Auditor (demo)", role: "auditor", practitionerId: "prac-auditor" },
];

export const findUser = (username: string): SandboxUser | undefined =>
  SANDBOX_USERS.find((u) => u.username === username);
