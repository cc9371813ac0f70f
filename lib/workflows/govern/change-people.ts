import type { Tx } from "@/db/client";
import { countAdmins, findPerson, listPeopleRows, type PersonRow, setPersonRole } from "@/db/queries/people";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import type { PersonView } from "../views";
import { appendAudit } from "./append-audit";

export async function listPeople(rt: Runtime, _auth: Authorized): Promise<PersonView[]> {
  return (await listPeopleRows(rt.db)).map(toView);
}

const toView = (row: PersonRow): PersonView => ({
  id: row.id,
  issuer: row.issuer,
  subject: row.subject,
  displayName: row.displayName,
  role: row.role,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
});

type Change = { readonly personId: string; readonly role: Role | null };

/** Takes effect at the person's next click: every request reads the role from the database. */
export async function setRole(rt: Runtime, auth: Authorized, change: Change): Promise<PersonView[]> {
  await rt.db.transaction((tx) => changeRoleIn(tx, auth, change, rt.clock()));
  return listPeople(rt, auth);
}

/** The same within a transaction under way: every rule about who may change whose role, and its audit event. */
export async function changeRoleIn(
  tx: Tx,
  auth: Authorized,
  { personId, role }: Change,
  now: Date,
): Promise<void> {
  const person = await findPerson(tx, personId);
  if (!person) throw new AppError("not-found", "no such person");
  // Who works at another EHR is for its own admins to say: the role would count there.
  if (person.issuer !== auth.principal.issuer) {
    throw new AppError("forbidden", "somebody of another EHR", {
      userMessage: "This person belongs to another EHR. Only an admin there can change their role.",
    });
  }
  if (person.id === auth.principal.userId) {
    throw new AppError("conflict", "own role", {
      userMessage: "You cannot change your own role. Ask another admin.",
    });
  }
  if (person.role === "admin" && role !== "admin" && (await countAdmins(tx, person.issuer)) <= 1) {
    throw new AppError("conflict", "last admin", {
      userMessage: "This is the last admin. Make somebody else admin first.",
    });
  }
  await setPersonRole(tx, personId, role);
  await appendAudit(
    tx,
    {
      event: "role.changed",
      actor: auth.principal,
      subject: { type: "person", id: personId },
      requestId: auth.requestId,
      detail: { from: person.role, to: role },
    },
    now,
  );
}
