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

type Change = { readonly person: PersonView; readonly role: Role | null };
type Props = {
  initial: readonly PersonView[];
  /** Null for those who may only look. */
  setRole: PageAction<{ personId: string; role: Role | null }, PersonView[]> | null;
  ownId: string;
  /** The EHR whose people one may change: one's own. */
  ownIssuer: string;
};

export function PeopleTable({ initial, setRole, ownId, ownIssuer }: Props) {
  const [people, setPeople] = useState(initial);
  const [change, setChange] = useState<Change | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function confirm() {
    if (!change || !setRole) return;
    setBusy(true);
    setError(null);
    try {
      setPeople(await act(setRole, { personId: change.person.id, role: change.role }));
      setDone(`${change.person.displayName}: ${roleName(change.role)}. It counts from their next click on.`);
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
      setChange(null);
    }
  }

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full">
          <caption className="sr-only">People and their roles</caption>
          <ColumnHeads
            heads={["Name", "Role", "EHR", "Identifier there", "Last seen"]}
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
                      onChange={(e) => setChange({ person, role: (e.target.value || null) as Role | null })}
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
          title={`${change.role === null ? "Take every right from" : "Change the role of"} ${change.person.displayName}?`}
          confirm={
            change.role === null ? "Take the role away" : `Make ${ROLE_LABELS[change.role].toLowerCase()}`
          }
          tone={change.role === null ? "danger" : "primary"}
          busy={busy}
          onConfirm={confirm}
        >
          <p>
            From {roleName(change.person.role)} to {roleName(change.role)}.{" "}
            {change.role === null
              ? "They can sign in at the EHR but see nothing here."
              : `A ${ROLE_LABELS[change.role].toLowerCase()} ${MAY[change.role]}.`}
          </p>
          <p>It counts from their next click on and is written to the audit log.</p>
        </Confirm>
      )}
    </div>
  );
}

const roleName = (role: Role | null): string => (role === null ? "No role" : ROLE_LABELS[role]);

function hostOf(issuer: string): string {
  try {
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}
