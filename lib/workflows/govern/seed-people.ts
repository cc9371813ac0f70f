import type { Db } from "@/db/client";
import { grantInitialRole } from "@/db/queries/people";
import type { SmartIssuer } from "@/lib/auth/issuers";
import type { Role } from "@/lib/auth/roles";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { appendAudit } from "./append-audit";

/** The demo staff of the sandbox EHR. They exist in the evaluation mode alone. */
const SANDBOX_STAFF: readonly {
  readonly subject: string;
  readonly displayName: string;
  readonly role: Role;
}[] = [
  { subject: "nurse1", displayName: "Nurse One (demo)", role: "clinician" },
  { subject: "nurse2", displayName: "Nurse Two (demo)", role: "clinician" },
  { subject: "lead", displayName: "Charge Nurse (demo)", role: "lead" },
  { subject: "steward", displayName: "Model Steward (demo)", role: "admin" },
  { subject: "steward2", displayName: "Second Steward (demo)", role: "admin" },
  { subject: "auditor", displayName: "Auditor (demo)", role: "auditor" },
];

/** Who has a role before anybody could give one: the bootstrap admins, and in evaluation mode the sandbox's staff. */
export async function seedPeople(
  db: Db,
  env: Env,
  issuers: readonly SmartIssuer[],
  now: Date,
): Promise<void> {
  const [sandbox] = issuers;
  const staff = env.SANDBOX && sandbox ? SANDBOX_STAFF.map((s) => ({ ...s, issuer: sandbox.issuer })) : [];
  for (const person of [...parseBootstrapAdmins(env.BOOTSTRAP_ADMINS), ...staff]) {
    await db.transaction(async (tx) => {
      if (!(await grantInitialRole(tx, person, now))) return;
      await appendAudit(
        tx,
        {
          event: "role.changed",
          actor: "system",
          subject: { type: "person", id: person.subject },
          detail: { role: person.role, why: "initial" },
        },
        now,
      );
    });
  }
}

/** Admins, by the people whom the setting names. */
const parseBootstrapAdmins = (text: string) =>
  parsePeople(text, "BOOTSTRAP_ADMINS").map((person) => ({
    ...person,
    displayName: person.subject,
    role: "admin" as const,
  }));

/** "issuer|subject,issuer|subject". @throws AppError("config-invalid") naming the setting */
export function parsePeople(text: string, setting: string): { issuer: string; subject: string }[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [issuer, subject, rest] = entry.split("|");
      if (!issuer || !subject || rest !== undefined || !/^https?:\/\//.test(issuer))
        throw new AppError("config-invalid", `${setting}: expected issuer|subject pairs, comma separated`);
      return { issuer: issuer.replace(/\/+$/, ""), subject };
    });
}
