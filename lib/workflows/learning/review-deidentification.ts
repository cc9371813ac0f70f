import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import {
  bothTexts,
  deletePhrase,
  insertPhrase,
  labelsWithOriginal,
  listPhrases,
  phrasesSettled,
  type Scrubbed,
  scrubStored,
  sitePhrases,
} from "@/db/queries/site-phrase";
import type { Authorized } from "@/lib/auth/principal";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError, toAppError } from "@/lib/core/errors";
import { random, shuffled } from "@/lib/core/random";
import { deidentifier } from "@/lib/feedback/deidentification/deidentify";
import type { Kind } from "@/lib/feedback/deidentification/redaction";
import { type SitePhrase, whyNotPhrase } from "@/lib/feedback/deidentification/site-phrases";
import { scrubCase } from "@/lib/feedback/label";
import { requireVisit } from "../clinic/visit-access";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

/** Drawn from the newest so many: what is stored now, by the rules of now. */
const NEWEST = 400;
export const MOST_REVIEWED = 10;
/** Asked at most so many times as often as cases are wanted: each is a question to the EHR. */
const ASKED_FOR_EACH = 3;

/** A piece of a text as it was written; with the kind of what was taken, where it was. */
export type ReviewedPiece = { readonly text: string; readonly kind: Kind | null };
export type ReviewedText = {
  readonly field: "Complaint" | "Note" | "History";
  readonly before: readonly ReviewedPiece[];
  /** As it is stored. */
  readonly after: string;
  /** What is stored is not what today's rules make of it: the rules have changed since, or the record knows more. */
  readonly differs: boolean;
};
export type ReviewedCase = { readonly labelId: string; readonly texts: readonly ReviewedText[] };
export type ReviewView = {
  readonly cases: readonly ReviewedCase[];
  /** Drawn, and not shown: the EHR does not show the patient to whoever asks, or could not be asked. */
  readonly notShown: number;
};

/**
 * Texts of some labels, drawn among the newest, as they were written and as they are stored. Whoever asks sees those of patients whom the
 * EHR shows them, as at the bedside; that they looked, and why, is on record.
 */
export async function reviewDeidentification(
  rt: Runtime,
  auth: Authorized,
  { cases: wanted, reason }: { readonly cases: number; readonly reason: string },
): Promise<ReviewView> {
  const newest = await labelsWithOriginal(rt.db, auth.principal.issuer, NEWEST);
  const drawn = shuffled(newest, random(randomUUID())).slice(0, wanted * ASKED_FOR_EACH);
  const phrases = await sitePhrases(rt.db);
  const cases: (ReviewedCase & { readonly encounterId: string })[] = [];
  let notShown = 0;
  for (const label of drawn) {
    if (cases.length === wanted) break;
    const { encounterId } = label;
    const both = (await mayBeShown(rt, auth, encounterId)) ? await bothTexts(rt.db, label) : null;
    if (both) cases.push({ labelId: label.id, encounterId, texts: compare(both, phrases) });
    else notShown += 1;
  }
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "deidentification.reviewed",
        actor: auth.principal,
        requestId: auth.requestId,
        detail: {
          reason,
          labels: cases.map((c) => c.labelId),
          encounters: cases.map((c) => c.encounterId),
          notShown,
        },
      },
      rt.clock(),
    ),
  );
  return { cases: cases.map(({ labelId, texts }) => ({ labelId, texts })), notShown };
}

/** @throws AppError("unauthenticated") when the session has no launch any more: then nobody is asked for anybody */
async function mayBeShown(rt: Runtime, auth: Authorized, encounterId: string): Promise<boolean> {
  try {
    await requireVisit(rt, auth, { encounterId, launchId: null });
    return true;
  } catch (error) {
    if (toAppError(error).code === "unauthenticated") throw error;
    return false;
  }
}

type Both = NonNullable<Awaited<ReturnType<typeof bothTexts>>>;

function compare(
  { written, stored, identifyingTexts }: Both,
  phrases: readonly SitePhrase[],
): ReviewedText[] {
  const scrub = deidentifier(identifyingTexts, phrases);
  const texts = (c: TriageCase) => [
    { field: "Complaint" as const, text: c.chiefComplaint ?? "" },
    { field: "Note" as const, text: c.note ?? "" },
    ...(c.history ?? []).map((text) => ({ field: "History" as const, text })),
  ];
  // Of the history what is nothing any more is not stored; what is left of the others stands in order.
  const left = (c: TriageCase) => texts(c).filter((t) => t.text.trim() !== "");
  const after = left(stored);
  let at = 0;
  return left(written).map(({ field, text }) => {
    const made = scrub(text);
    const found = after[at]?.field === field ? (after[at]?.text ?? "") : "";
    if (found !== "") at += 1;
    return {
      field,
      before: piecesOf(made.source, made.removals),
      after: found,
      differs: made.text.trim() !== found.trim(),
    };
  });
}

function piecesOf(
  source: string,
  removals: readonly { readonly start: number; readonly end: number; readonly kind: Kind }[],
): ReviewedPiece[] {
  const pieces: ReviewedPiece[] = [];
  let at = 0;
  for (const { start, end, kind } of removals) {
    if (start > at) pieces.push({ text: source.slice(at, start), kind: null });
    pieces.push({ text: source.slice(start, end), kind });
    at = end;
  }
  if (at < source.length) pieces.push({ text: source.slice(at), kind: null });
  return pieces;
}

export type PhraseView = SitePhrase & { readonly id: string; readonly by: string; readonly at: string };
export type PhrasesView = { readonly phrases: readonly PhraseView[]; readonly unreadable: number };

export async function viewPhrases(rt: Runtime, _auth: Authorized): Promise<PhrasesView> {
  const { rows, unreadable } = await listPhrases(rt.db);
  return {
    phrases: rows.map(({ entry, id, by, addedAt }) => ({ ...entry, id, by, at: addedAt.toISOString() })),
    unreadable: unreadable.length,
  };
}

export type Added = PhrasesView & {
  /** Stored cases it was in: labels, second readings, cases kept for comparison. */
  readonly found: { readonly labels: number; readonly readings: number; readonly compared: number };
};

/**
 * Something was left in a text: it is taken out of every text from now on, and out of what is stored, in one transaction; and once more
 * out of what was being stored meanwhile. The audit log names the labels, not the phrase.
 * @throws AppError("invalid-input") with why the phrase cannot be taken
 */
export async function addPhrase(
  rt: Runtime,
  auth: Authorized,
  { phrase, kind }: { readonly phrase: string; readonly kind: Kind },
): Promise<Added> {
  const entry = { phrase: phrase.trim().replace(/\s+/g, " "), kind };
  const why = whyNotPhrase(entry.phrase);
  if (why)
    throw new AppError("invalid-input", "a phrase that cannot be taken out of every text", {
      userMessage: why,
      detail: { fields: ["phrase"] },
    });
  const found = await rt.db.transaction(async (tx) => {
    await insertPhrase(tx, entry, auth.principal.userId, rt.clock());
    return takeOut(rt, tx, auth, entry);
  });
  // What was being stored meanwhile knew nothing of the phrase, and was not seen.
  await phrasesSettled(rt.db);
  const late = await rt.db.transaction((tx) => takeOut(rt, tx, auth, entry, true));
  return {
    ...(await viewPhrases(rt, auth)),
    found: {
      labels: found.labels.length + late.labels.length,
      readings: found.readings + late.readings,
      compared: found.compared + late.compared,
    },
  };
}

/** Out of all that is stored. @param onlyNews it is on record only where it was in something */
async function takeOut(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  entry: SitePhrase,
  onlyNews = false,
): Promise<Scrubbed> {
  const now = rt.clock();
  const scrubbed = await scrubStored(tx, (c) => scrubCase(c, [entry]), now);
  const { labels, readings, compared } = scrubbed;
  if (onlyNews && labels.length + readings + compared === 0) return scrubbed;
  await appendAudit(
    tx,
    {
      event: "deidentification.phrase-added",
      actor: auth.principal,
      requestId: auth.requestId,
      detail: { kind: entry.kind, ...scrubbed },
    },
    now,
  );
  if (compared > 0) await rt.queue.sendEmbedCases(tx);
  return scrubbed;
}

/** A phrase is no longer taken out; where it was taken out it stays out. @throws AppError("not-found") */
export async function removePhrase(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<PhrasesView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await deletePhrase(tx, id))) throw new AppError("not-found", "no such phrase");
    await appendAudit(
      tx,
      {
        event: "deidentification.phrase-removed",
        actor: auth.principal,
        subject: { type: "phrase", id },
        requestId: auth.requestId,
      },
      now,
    );
  });
  return viewPhrases(rt, auth);
}
