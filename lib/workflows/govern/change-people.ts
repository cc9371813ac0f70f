import type { Tx } from "@/db/client";
import {
  countAdmins,
  findPerson,
  listPeopleRows,
  lockPerson,
  type PersonRow,
  type Roles,
  setPersonRoles,
} from "@/db/queries/people";
import type { Authorized } from "@/lib/auth/principal";
import { mayHoldTwo, type Role } from "@/lib/auth/roles";
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
  secondRole: row.secondRole,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
});

type Change = {
  readonly personId: string;
  readonly role: Role | null;
  /** What the page showed; absent: nothing was looked at. */
  readonly seen?: Roles | undefined;
};

/** Takes effect at the person's next click: every request reads the role from the database. */
export async function setRole(rt: Runtime, auth: Authorized, change: Change): Promise<PersonView[]> {
  await rt.db.transaction((tx) => changeRoleIn(tx, auth, change, rt.clock()));
  return listPeople(rt, auth);
}

/**
 * The same within a transaction under way: every rule about who may change whose role, and its audit event. Another role is all the
 * person has then: a second one goes unless it is kept in so many words.
 */
export async function changeRoleIn(
  tx: Tx,
  auth: Authorized,
  { personId, role, seen }: Change,
  now: Date,
): Promise<void> {
  const person = await theirPerson(tx, auth, personId);
  assertAsSeen(person, seen);
  if (person.id === auth.principal.userId) {
    throw new AppError("conflict", "own role", {
      userMessage: "You cannot change your own role. Ask another admin.",
    });
  }
  await changeTo(tx, auth, person, { role, secondRole: null }, now);
}

/**
 * Gives or takes a second role, which the person changes over to by themselves. To oneself an admin gives one only where there may be
 * nobody else, in the evaluation mode.
 */
export async function setSecondRole(rt: Runtime, auth: Authorized, change: Change): Promise<PersonView[]> {
  const { personId, role, seen } = change;
  await rt.db.transaction(async (tx) => {
    const person = await theirPerson(tx, auth, personId);
    assertAsSeen(person, seen);
    const refuse = (userMessage: string) => {
      throw new AppError("conflict", "second role", { userMessage });
    };
    if (role !== null && !mayHoldTwo(rt.env)) refuse("One person has one role here (setting TWO_ROLES).");
    if (role !== null && person.role === null) refuse("Give this person a role first.");
    if (role !== null && person.role === role) refuse("That is the role this person has.");
    if (person.id === auth.principal.userId && rt.env.mode !== "embedded")
      refuse("You cannot change your own roles. Ask another admin.");
    await changeTo(tx, auth, person, { role: person.role, secondRole: role }, rt.clock());
  });
  return listPeople(rt, auth);
}

/** Changes over to one's other role. @throws AppError("conflict") without one, or where nobody may have two any more */
export async function switchRole(rt: Runtime, auth: Authorized): Promise<void> {
  const { principal: actor, requestId } = auth;
  await rt.db.transaction(async (tx) => {
    const person = await lockPerson(tx, actor.userId);
    if (!person?.secondRole || !mayHoldTwo(rt.env))
      throw new AppError("conflict", "no other role", {
        userMessage: "You have no other role to change to.",
      });
    // Asked twice, as by a double click, it would be where it was.
    if (person.role !== actor.role)
      throw new AppError("conflict", "changed over already", {
        userMessage: "Your role has changed since this page was opened. Load it again.",
      });
    await setPersonRoles(tx, person.id, { role: person.secondRole, secondRole: person.role });
    const subject = { type: "person", id: person.id };
    const detail = { from: person.role, to: person.secondRole };
    await appendAudit(tx, { event: "role.switched", actor, subject, requestId, detail }, rt.clock());
  });
}

/** Their other role, for whoever may change to it; null: none. */
export async function otherRoleOf(rt: Runtime, { principal }: Authorized): Promise<Role | null> {
  if (!mayHoldTwo(rt.env)) return null;
  return (await findPerson(rt.db, principal.userId))?.secondRole ?? null;
}

/** Who works at another EHR is for its own admins to say: the role would count there. */
async function theirPerson(tx: Tx, { principal }: Authorized, personId: string): Promise<PersonRow> {
  const person = await lockPerson(tx, personId);
  if (!person) throw new AppError("not-found", "no such person");
  if (person.issuer !== principal.issuer) {
    throw new AppError("forbidden", "somebody of another EHR", {
      userMessage: "This person belongs to another EHR. Only an admin there can change their role.",
    });
  }
  return person;
}

/** A right that was taken a moment ago is not given back by somebody whose page still shows it, nor confirmed unseen. */
export function assertAsSeen({ role, secondRole }: Roles, seen: Roles | undefined): void {
  if (!seen || (seen.role === role && seen.secondRole === secondRole)) return;
  throw new AppError("conflict", "another role than the page showed", {
    userMessage:
      "This person's role has changed since this page was shown. Nothing was saved. Load the page again.",
  });
}

const isAdmin = ({ role, secondRole }: Roles): boolean => role === "admin" || secondRole === "admin";

async function changeTo(
  tx: Tx,
  { principal: actor, requestId }: Authorized,
  before: PersonRow,
  after: Roles,
  now: Date,
): Promise<void> {
  if (isAdmin(before) && !isAdmin(after) && (await countAdmins(tx, before.issuer)) <= 1) {
    throw new AppError("conflict", "last admin", {
      userMessage: "This is the last admin. Make somebody else admin first.",
    });
  }
  await setPersonRoles(tx, before.id, after);
  const second =
    before.secondRole === after.secondRole
      ? {}
      : { secondFrom: before.secondRole, secondTo: after.secondRole };
  const detail = { from: before.role, to: after.role, ...second };
  const subject = { type: "person", id: before.id };
  await appendAudit(tx, { event: "role.changed", actor, subject, requestId, detail }, now);
}
