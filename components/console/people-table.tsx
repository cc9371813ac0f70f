"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { useRoleName } from "@/components/console/use-role-name";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { ROLES, type Role } from "@/lib/auth/roles";
import type { PersonView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";

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
  const refused = useRefusal();
  const t = useTranslations("console.people");
  const roleName = useRoleName();
  const secondName = (role: Role | null): string =>
    role === null ? t("noSecondRole") : t("alsoRole", { role: roleName(role).toLowerCase() });
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
        t("displayNameSecondItCountsFrom", {
          displayName: change.person.displayName,
          second: change.second ? secondName(change.role) : roleName(change.role),
        }),
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
      {error && <Notice tone="danger" live title={refused(error)} />}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full">
          <caption className="sr-only">{t("peopleAndTheirRoles")}</caption>
          <ColumnHeads
            heads={[
              t("name"),
              t("role"),
              ...(seconds ? [t("secondRole")] : []),
              t("ehrHead"),
              t("identifierThere"),
              t("lastSeen"),
            ]}
            className={TABLE_HEAD}
          />
          <tbody>
            {people.map((person) => (
              <tr key={person.id} className="hover:bg-hover">
                <th scope="row" className={`${TABLE_CELL} min-w-40 font-medium`}>
                  {person.displayName}
                  {person.id === ownId && <span className="font-normal text-ink-3"> {t("you")}</span>}
                </th>
                <td className={TABLE_CELL}>
                  {setRole && person.id !== ownId && person.issuer === ownIssuer ? (
                    <select
                      aria-label={t("roleOfDisplayName", { displayName: person.displayName })}
                      value={person.role ?? ""}
                      disabled={busy}
                      onChange={(e) =>
                        setChange({ person, role: (e.target.value || null) as Role | null, second: false })
                      }
                      className="h-8 max-w-52 rounded-md border border-line-strong bg-surface px-2"
                    >
                      <option value="">{t("noRole")}</option>
                      {ROLES.map((role) => (
                        <option key={role} value={role}>
                          {roleName(role)}
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
                        aria-label={t("secondRoleOfDisplayName", { displayName: person.displayName })}
                        value={person.secondRole ?? ""}
                        disabled={busy}
                        onChange={(e) =>
                          setChange({ person, role: (e.target.value || null) as Role | null, second: true })
                        }
                        className="h-8 max-w-52 rounded-md border border-line-strong bg-surface px-2"
                      >
                        <option value="">{t("none")}</option>
                        {ROLES.filter((role) => role !== person.role).map((role) => (
                          <option key={role} value={role}>
                            {roleName(role)}
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
                  {person.lastSeenAt ? <LocalTime iso={person.lastSeenAt} withDate /> : t("never")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="grid gap-x-8 gap-y-1 text-ink-2 md:grid-cols-2">
        {ROLES.map((role) => (
          <div key={role}>
            <dt className="inline font-medium text-ink">{roleName(role)}</dt>{" "}
            <dd className="inline">{t(`may.${role}`)}</dd>
          </div>
        ))}
      </dl>
      {change && (
        <Confirm
          open
          onClose={() => setChange(null)}
          title={t(`ask.${askOf(change)}`, { name: change.person.displayName })}
          confirm={
            change.role !== null
              ? t("makeIsSecondROLELABELS", {
                  isSecond: String(Boolean(change.second)),
                  role: roleName(change.role).toLowerCase(),
                })
              : change.second
                ? t("takeTheSecondRoleAway")
                : t("takeTheRoleAway")
          }
          tone={change.role === null ? "danger" : "primary"}
          busy={busy}
          onConfirm={confirm}
        >
          <WhatChanges {...change} />
          <p>{t("itCountsFromTheirNext")}</p>
        </Confirm>
      )}
    </div>
  );
}

const askOf = ({ role, second }: Change) =>
  second ? (role === null ? "takeSecond" : "giveSecond") : role === null ? "takeAll" : "change";

function WhatChanges({ person, role, second }: Change) {
  const t = useTranslations("console.people");
  const roleName = useRoleName();
  if (second)
    return (
      <p>
        {role === null
          ? t("roleStaysTheirOnlyRole", { role: roleName(person.role) })
          : t("theyChangeOverBetweenRole", {
              role: roleName(person.role).toLowerCase(),
              other: roleName(role).toLowerCase(),
              may: role ? t(`may.${role}`) : "",
            })}
      </p>
    );
  return (
    <p>
      {t("fromRoleToRole2IsRole", {
        role: roleName(person.role),
        role2: roleName(role),
        isRole: String(Boolean(role === null)),
        other: roleName(role).toLowerCase(),
        may: role ? t(`may.${role}`) : "",
        isSecondRole: String(Boolean(person.secondRole)),
      })}
    </p>
  );
}

function hostOf(issuer: string): string {
  try {
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}
