import type { DbOrTx, Tx } from "@/db/client";
import { derivedKey } from "@/db/keys";
import type { AssessmentRow } from "@/db/queries/assessment";
import { reviewsOf } from "@/db/queries/lead-review";
import {
  countAlerts,
  type FirstChoiceRow,
  findMode,
  firstChoicesOf,
  insertFirstChoice,
  modeInForce,
  type SuggestionModeRow,
} from "@/db/queries/suggestion-mode";
import { can } from "@/lib/auth/permissions";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { ROLES } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import { drawOf } from "@/lib/core/crypto";
import { type Concern, concernInBrief } from "@/lib/decision/concerns";
import type { Exposure, SeenByPage, SuggestionMode } from "@/lib/decision/decision";
import {
  isHeldBack,
  type ModeSetting,
  type ShowFacts,
  SUGGEST,
  speaksUp,
} from "@/lib/decision/suggestion-mode";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import { hasWorsened } from "./board-row";
import { decidedOf } from "./decided";
import type { OpenReview } from "./lead-review";

/** How long a shift's alerts are counted over. */
const SHIFT = 8 * HOUR;

export const toSetting = (row: SuggestionModeRow | null): ModeSetting =>
  row === null
    ? SUGGEST
    : {
        id: row.id,
        mode: row.mode,
        sharePercent: row.sharePercent,
        alertsPerShift: row.alertsPerShift,
      };

/** Stays the same when keys are rotated: a visit does not fall in or out of the share half-way. */
const drawn = (encounterId: string, { sharePercent }: ModeSetting): boolean =>
  drawOf(derivedKey("blind-first", 1).key, "blind-first", encounterId) * 100 < sharePercent;

/** What bears on it beside the person: known to whoever asks. */
export type Standing = {
  /** The model's own level; null: there is nothing to keep from anybody. */
  readonly modelLevel: Level | null;
  readonly decided: boolean;
  /** An open review that this person may answer. */
  readonly review: boolean;
  readonly worsened: boolean;
};

/** Who may see what of some visits. */
export type Showing = {
  readonly setting: ModeSetting;
  holdsBack(encounterId: string, standing: Standing): boolean;
  /** The setting's, or `suggest` for a visit outside the drawn share. */
  modeOf(encounterId: string): SuggestionMode;
  firstChoice(encounterId: string): FirstChoiceRow | null;
};

/**
 * When this person sees suggestions, and what they chose on these visits before they did.
 * @param settingId the one a page was drawn under; absent: the one in force
 */
export async function showingTo(
  db: DbOrTx,
  { issuer, role, userId }: Pick<Principal, "issuer" | "role" | "userId">,
  encounterIds: readonly string[],
  settingId?: string | null,
): Promise<Showing> {
  const setting =
    settingId === undefined
      ? toSetting(await modeInForce(db, issuer, role))
      : settingId === null
        ? SUGGEST
        : toSetting(await findMode(db, settingId, issuer, role));
  const rows = await firstChoicesOf(db, userId, encounterIds);
  const first = new Map(rows.map((r) => [r.encounterId, r]));
  return {
    setting,
    modeOf: (id) => (setting.mode === "blind-first" && !drawn(id, setting) ? "suggest" : setting.mode),
    firstChoice: (id) => first.get(id) ?? null,
    holdsBack: (id, { modelLevel, ...standing }) => {
      if (modelLevel === null || setting.mode === "suggest") return false;
      const facts: ShowFacts = { ...standing, revealed: first.has(id), drawn: drawn(id, setting) };
      return isHeldBack(setting, facts);
    },
  };
}

/** The same for one visit, and whether the suggestion is kept from this person there. */
export async function showingAt(
  db: DbOrTx,
  { principal }: Authorized,
  row: AssessmentRow,
  settingId?: string | null,
): Promise<Showing & { readonly heldBackBy: Exclude<SuggestionMode, "suggest"> | null }> {
  const id = row.encounterId;
  const showing = await showingTo(db, principal, [id], settingId);
  const { mode } = showing.setting;
  if (mode === "suggest" || row.modelLevel === null) return { ...showing, heldBackBy: null };
  const decided = (await decidedOf(db, [id])).get(id) ?? null;
  const heldBack = showing.holdsBack(id, {
    modelLevel: row.modelLevel,
    decided: decided !== null,
    review: isTheirs(principal, await reviewsOf(db, [id], true)),
    worsened: hasWorsened(decided, row),
  });
  return { ...showing, heldBackBy: heldBack ? mode : null };
}

/**
 * The mode that keeps an undecided visit's suggestion from people of some role who decide; for what the EHR shows to readers it
 * does not name.
 */
export async function heldBackFromAnybody(
  db: DbOrTx,
  issuer: string,
  row: AssessmentRow,
): Promise<Exclude<SuggestionMode, "suggest"> | null> {
  if (row.modelLevel === null) return null;
  const deciding = ROLES.filter((role) => can(role, "decision:write"));
  const settings = await Promise.all(deciding.map(async (r) => toSetting(await modeInForce(db, issuer, r))));
  const modes = settings
    .filter((s) => s.mode !== "blind-first" || drawn(row.encounterId, s))
    .map((s) => s.mode);
  return modes.includes("blind-first")
    ? "blind-first"
    : modes.includes("disagree-only")
      ? "disagree-only"
      : null;
}

/** Whether an open review is this person's to answer. */
export const isTheirs = (
  { role, userId }: Pick<Principal, "role" | "userId">,
  open: readonly { readonly decidedBy: string }[],
): boolean => can(role, "lead:answer") && open.some((r) => r.decidedBy !== userId);

/** An assessment without anything the model said: what the safety rules alone would have shown. */
export const withoutModel = (row: AssessmentRow): AssessmentRow => ({
  ...row,
  shownLevel: row.floor?.level ?? null,
  modelLevel: null,
  probabilities: null,
  expectedSeverity: null,
  predictionSet: null,
  criticalRisk: null,
  outlook: null,
  familiarity: null,
  explanation: null,
});

const isOfRule = (concern: Concern): boolean => concern.kind === "below-rule";

/** A review without what tells the suggestion: that there is one, and the rules that fired. */
export const reviewWithoutModel = <
  T extends { readonly concerns: readonly Concern[]; readonly shownLevel: Level | null },
>(
  review: T,
): T => ({ ...review, shownLevel: null, concerns: review.concerns.filter(isOfRule) });

/** The most urgent level a second look may have been asked for: it stands there until somebody has looked, which tells nothing. */
const LOOKED_AT_FIRST: Level = 2;

export function openReviewWithoutModel(review: OpenReview): OpenReview {
  const views = review.views.map(reviewWithoutModel);
  const last = views.at(-1);
  const why = last ? concernInBrief(last.level, last.concerns) : "";
  return { why: why || "A second look was asked for", shownLevel: LOOKED_AT_FIRST, views };
}

export type FirstChoice = {
  readonly encounterId: string;
  readonly assessmentId: string;
  readonly level: Level;
  readonly why: FirstChoiceRow["why"];
  readonly seenMs: number | null;
};

/** Keeps what somebody chose before they were shown the suggestion; from then on they are. The first one stays. */
export async function keepFirstChoice(
  rt: Pick<Runtime, "clock">,
  tx: Tx,
  auth: Authorized,
  chosen: FirstChoice,
  suggested: Level | null,
): Promise<void> {
  const now = rt.clock();
  const { principal: actor, requestId } = auth;
  if (!(await insertFirstChoice(tx, { ...chosen, userId: actor.userId, chosenAt: now }))) return;
  const { encounterId: encounter, assessmentId, level } = chosen;
  await appendAudit(
    tx,
    {
      event: chosen.why === "alert" ? "suggestion.alerted" : "suggestion.first-choice",
      actor,
      subject: { type: "encounter", id: encounter },
      requestId,
      detail: { assessment: assessmentId, level, ...(chosen.why === "alert" ? { suggested } : {}) },
    },
    now,
  );
}

/** Whether the model speaks up against a level chosen without it. */
export async function isAlerted(
  rt: Runtime,
  { principal }: Authorized,
  { mode, alertsPerShift }: ModeSetting,
  level: Level,
  { shownLevel, floor }: Pick<AssessmentRow, "shownLevel" | "floor">,
): Promise<boolean> {
  // Switched off since, it speaks to nobody.
  if (mode !== "disagree-only" || (await rt.engines.switchedOff())) return false;
  const left =
    alertsPerShift === null
      ? null
      : alertsPerShift - (await countAlerts(rt.db, principal.userId, new Date(rt.clock().getTime() - SHIFT)));
  return speaksUp(level, shownLevel, left, floor);
}

/** What is kept beside a decision: what the page could tell, and what the server knows of it. */
export function exposureOf(
  { modeOf, firstChoice }: Showing,
  encounterId: string,
  heldBack: boolean,
  seen: SeenByPage | null,
): Exposure | null {
  const first = firstChoice(encounterId);
  // Nothing is known that a plain suggestion would not say.
  if (seen === null && modeOf(encounterId) === "suggest" && first === null) return null;
  return {
    ...(seen ?? { seenMs: null, reasons: false, lookTwice: false, tried: [] }),
    mode: modeOf(encounterId),
    ...(heldBack ? { heldBack } : {}),
    ...(first
      ? { first: { level: first.level, at: first.chosenAt.toISOString(), seenMs: first.seenMs } }
      : {}),
  };
}
