"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { ROLE_LABELS, ROLES, type Role } from "@/lib/auth/roles";
import type { PersonView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";

const MAY: Readonly<Record<Role, string>> = {
  clinician: "sees the board and patients, decides on levels",
  lead: "sees the board and patients, decides on levels, settles disagreements",
  admin: "sees the console, promotes models, starts retraining, gives roles; sees no patients",
  auditor: "reads the whole console, changes nothing; sees no patients",
};

type Change = { readonly person: PersonView; readonly role: Role | null; readonly second: boolean };
type Roles = Pick<PersonView, "role" | "secondRole">;
type SetRole = PageAction<{ personId: string; role: Role | null; seen: Roles }, PersonView[]>;
type Props = {
  initial: readonly PersonView[];
  /** Null for those who may only look. */
  setRole: SetRole | null;
  /** Null where one person has one role. */
  setSecond: SetRole | null;
  /** An admin may give themselves a second role: there may be nobody else. */
  ownSecond: boolean;
  ownId: string;
  /** The EHR whose people one may change: one's own. */
  ownIssuer: string;
};

export function PeopleTable({ initial, setRole, setSecond, ownSecond, ownId, ownIssuer }: Props) {
  const [people, setPeople] = useState(initial);
  const [change, setChange] = useState<Change | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function confirm() {
    const set = change?.second ? setSecond : setRole;
    if (!change || !set) return;
    setBusy(true);
    setError(null);
    try {
      const { id: personId, role, secondRole } = change.person;
      setPeople(await act(set, { personId, role: change.role, seen: { role, secondRole } }));
      setDone(
        `${change.person.displayName}: ${change.second ? secondName(change.role) : roleName(change.role)}. It counts from their next click on.`,
      );
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
      setChange(null);
    }
  }

  // Those given before the setting was taken back can be seen, and taken away.
  const seconds = setSecond !== null || people.some((p) => p.secondRole !== null);
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full">
          <caption className="sr-only">People and their roles</caption>
          <ColumnHeads
            heads={[
              "Name",
              "Role",
              ...(seconds ? ["Second role"] : []),
              "EHR",
              "Identifier there",
              "Last seen",
            ]}
            className={TABLE_HEAD}
          />
          <tbody>
            {people.map((person) => (
              <tr key={person.id} className="hover:bg-hover">
                <th scope="row" className={`${TABLE_CELL} font-medium`}>
                  {person.displayName}
                  {person.id === ownId && <span className="font-normal text-ink-3"> (you)</span>}
                </th>
                <td className={TABLE_CELL}>
                  {setRole && person.id !== ownId && person.issuer === ownIssuer ? (
                    <select
                      aria-label={`Role of ${person.displayName}`}
                      value={person.role ?? ""}
                      disabled={busy}
                      onChange={(e) =>
                        setChange({ person, role: (e.target.value || null) as Role | null, second: false })
                      }
                      className="h-8 rounded-md border border-line-strong bg-surface px-2"
                    >
                      <option value="">No role</option>
                      {ROLES.map((role) => (
                        <option key={role} value={role}>
                          {ROLE_LABELS[role]}
                        </option>
                      ))}
                    </select>
                  ) : (
                    roleName(person.role)
                  )}
                </td>
                {seconds && (
                  <td className={TABLE_CELL}>
                    {setSecond &&
                    person.role !== null &&
                    person.issuer === ownIssuer &&
                    (person.id !== ownId || ownSecond) ? (
                      <select
                        aria-label={`Second role of ${person.displayName}`}
                        value={person.secondRole ?? ""}
                        disabled={busy}
                        onChange={(e) =>
                          setChange({ person, role: (e.target.value || null) as Role | null, second: true })
                        }
                        className="h-8 rounded-md border border-line-strong bg-surface px-2"
                      >
                        <option value="">None</option>
                        {ROLES.filter((role) => role !== person.role).map((role) => (
                          <option key={role} value={role}>
                            {ROLE_LABELS[role]}
                          </option>
                        ))}
                      </select>
                    ) : (
                      secondName(person.secondRole)
                    )}
                  </td>
                )}
                <td className={`${TABLE_CELL} max-w-64 truncate text-ink-2`} title={person.issuer}>
                  {hostOf(person.issuer)}
                </td>
                <td className={`${TABLE_CELL} font-mono text-[0.857rem] text-ink-2`}>{person.subject}</td>
                <td className={`${TABLE_CELL} text-ink-2`}>
                  {person.lastSeenAt ? <LocalTime iso={person.lastSeenAt} withDate /> : "Never"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="grid gap-x-8 gap-y-1 text-ink-2 md:grid-cols-2">
        {ROLES.map((role) => (
          <div key={role}>
            <dt className="inline font-medium text-ink">{ROLE_LABELS[role]}</dt>{" "}
            <dd className="inline">{MAY[role]}</dd>
          </div>
        ))}
      </dl>
      {change && (
        <Confirm
          open
          onClose={() => setChange(null)}
          title={titleOf(change)}
          confirm={
            change.role !== null
              ? `Make ${change.second ? "also " : ""}${ROLE_LABELS[change.role].toLowerCase()}`
              : change.second
                ? "Take the second role away"
                : "Take the role away"
          }
          tone={change.role === null ? "danger" : "primary"}
          busy={busy}
          onConfirm={confirm}
        >
          <WhatChanges {...change} />
          <p>It counts from their next click on and is written to the audit log.</p>
        </Confirm>
      )}
    </div>
  );
}

const titleOf = ({ person, role, second }: Change): string =>
  second
    ? `${role === null ? "Take the second role from" : "Give a second role to"} ${person.displayName}?`
    : `${role === null ? "Take every right from" : "Change the role of"} ${person.displayName}?`;

function WhatChanges({ person, role, second }: Change) {
  if (second)
    return (
      <p>
        {role === null
          ? `${roleName(person.role)} stays their only role.`
          : `They change over between ${roleName(person.role).toLowerCase()} and ${ROLE_LABELS[role].toLowerCase()} by themselves, on the page of their sessions; one of the two counts at a time. A ${ROLE_LABELS[role].toLowerCase()} ${MAY[role]}. What needs two people still needs two.`}
      </p>
    );
  return (
    <p>
      From {roleName(person.role)} to {roleName(role)}.{" "}
      {role === null
        ? "They can sign in at the EHR but see nothing here."
        : `A ${ROLE_LABELS[role].toLowerCase()} ${MAY[role]}.`}
      {person.secondRole && " Their second role goes, too."}
    </p>
  );
}

const secondName = (role: Role | null): string =>
  role === null ? "No second role" : `also ${ROLE_LABELS[role].toLowerCase()}`;
const roleName = (role: Role | null): string => (role === null ? "No role" : ROLE_LABELS[role]);

function hostOf(issuer: string): string {
  try {
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}
