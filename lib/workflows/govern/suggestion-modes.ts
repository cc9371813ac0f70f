import {
  exposuresSince,
  insertMode,
  listModes,
  modeInForce,
  type SuggestionModeRow,
} from "@/db/queries/suggestion-mode";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { ROLES, type Role } from "@/lib/auth/roles";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { SuggestionMode } from "@/lib/decision/decision";
import { FIGURES_DAYS, type ModeFigures, modeFigures } from "@/lib/decision/mode-figures";
import { SUGGEST } from "@/lib/decision/suggestion-mode";
import { boardChanged } from "../service/changes";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";

export type ModeView = {
  /** null: nothing was ever set. */
  readonly id: string | null;
  readonly role: Role;
  readonly mode: SuggestionMode;
  readonly sharePercent: number;
  readonly alertsPerShift: number | null;
  readonly set: { readonly by: string; readonly at: string; readonly reason: string } | null;
};
export type ModesView = {
  readonly roles: readonly (ModeView & { readonly figures: ModeFigures })[];
  /** Newest first, those in force included. */
  readonly history: readonly ModeView[];
  readonly canChange: boolean;
};

const DECIDING = ROLES.filter((role) => can(role, "decision:write"));

/** When people see suggestions at the asker's EHR, who set it, and how suggestions were taken lately. */
export async function viewModes(rt: Runtime, { principal }: Authorized): Promise<ModesView> {
  const { issuer, role: asking } = principal;
  const rows = await listModes(rt.db, issuer);
  const since = new Date(rt.clock().getTime() - FIGURES_DAYS * DAY);
  const decisions = await exposuresSince(rt.db, issuer, since);
  return {
    roles: DECIDING.map((role) => ({
      ...toView(role, newestOf(rows, role)),
      figures: modeFigures(decisions.filter((d) => d.role === role)),
    })),
    history: rows.map((row) => toView(row.role, row)),
    canChange: can(asking, "suggestion:govern"),
  };
}

const newestOf = (rows: readonly SuggestionModeRow[], role: Role): SuggestionModeRow | null =>
  rows
    .filter((r) => r.role === role)
    .reduce<SuggestionModeRow | null>(
      (newest, r) => (newest && newest.version > r.version ? newest : r),
      null,
    );

const toView = (role: Role, row: SuggestionModeRow | null): ModeView => {
  const { id, mode, sharePercent, alertsPerShift } = row ?? SUGGEST;
  const set = row && { by: row.setByName, at: row.setAt.toISOString(), reason: row.reason };
  return { id, role, mode, sharePercent, alertsPerShift, set };
};

const changedMeanwhile = () =>
  new AppError("conflict", "another setting is in force than the page showed", {
    userMessage: "Somebody else changed this in the meantime. Please look again.",
  });

export type ModeChange = {
  readonly role: Role;
  readonly mode: SuggestionMode;
  readonly sharePercent: number;
  readonly alertsPerShift: number | null;
  readonly reason: string;
  /** The setting the page showed. */
  readonly expected: string | null;
};

/**
 * Says when people of a role at the asker's own EHR see suggestions. Pages that are open go on as they were drawn until they are
 * read again.
 * @throws AppError("invalid-input" | "conflict")
 */
export async function changeMode(rt: Runtime, auth: Authorized, change: ModeChange): Promise<ModesView> {
  const { principal: actor, requestId } = auth;
  const { role, mode, sharePercent, alertsPerShift, reason, expected } = change;
  if (!DECIDING.includes(role)) throw new AppError("invalid-input", "a role that decides on no level");
  await rt.db.transaction(async (tx) => {
    const inForce = await modeInForce(tx, actor.issuer, role);
    if ((inForce?.id ?? null) !== expected) throw changedMeanwhile();
    const id = newId();
    const now = rt.clock();
    const set = { mode, sharePercent, alertsPerShift };
    const added = await insertMode(tx, {
      id,
      issuer: actor.issuer,
      role,
      version: (inForce?.version ?? 0) + 1,
      ...set,
      reason,
      setBy: actor.userId,
      setByName: actor.displayName,
      setAt: now,
    });
    if (!added) throw changedMeanwhile();
    await appendAudit(
      tx,
      {
        event: "suggestion.mode-changed",
        actor,
        subject: { type: "suggestion-mode", id },
        requestId,
        detail: {
          role,
          ...set,
          from: inForce?.mode ?? SUGGEST.mode,
          reason,
        },
      },
      now,
    );
  });
  await boardChanged(rt, actor.issuer);
  return viewModes(rt, auth);
}
