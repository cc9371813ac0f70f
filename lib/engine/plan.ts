import { CONSCIOUSNESS, VITAL_KEYS } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { EncodedCase } from "@/lib/model/inputs";
import { paddedLength } from "@/lib/model/inputs";

/**
 * How many cases become few batches: equal cases are asked once (explanations ask thousands of variants, many the same),
 * and the rest is grouped by text length so that little of a batch is padding.
 */
const MAX_BATCH = 128;

/** Equal keys = equal answers. The id is no part of what the model sees. */
export function caseKey(c: TriageCase): string {
  const v = c.vitals;
  return JSON.stringify([
    c.ageYears,
    c.sex ?? 0,
    c.arrivalMode ?? 0,
    c.chiefComplaint ?? 0,
    c.note ?? 0,
    c.injury ?? 0,
    v ? VITAL_KEYS.map((k) => v[k] ?? null) : 0,
    v?.consciousness ? CONSCIOUSNESS.indexOf(v.consciousness) : -1,
    c.history ?? 0,
  ]);
}

export type Distinct = {
  /** First case of each kind. */
  readonly cases: readonly TriageCase[];
  /** For every input, which distinct case answers it. */
  readonly indexOf: readonly number[];
};

export function distinctCases(cases: readonly TriageCase[]): Distinct {
  const seen = new Map<string, number>();
  const kept: TriageCase[] = [];
  const indexOf = cases.map((c) => {
    const key = caseKey(c);
    let index = seen.get(key);
    if (index === undefined) {
      index = kept.length;
      seen.set(key, index);
      kept.push(c);
    }
    return index;
  });
  return { cases: kept, indexOf };
}

/** Indices grouped into batches of at most `limit`, each of one padded length or, for stragglers, the next one up. */
export function lengthBuckets(encoded: readonly EncodedCase[], limit = MAX_BATCH): number[][] {
  const order = encoded.map((_, i) => i).sort((a, b) => length(encoded, a) - length(encoded, b));
  const batches: number[][] = [];
  let current: number[] = [];
  let currentLength = 0;
  for (const i of order) {
    const padded = paddedLength(length(encoded, i));
    // A new length starts a new batch, unless the one at hand is too small to be worth a call of its own.
    const longer = current.length >= limit / 4 && padded > currentLength;
    if (current.length === limit || longer) {
      batches.push(current);
      current = [];
    }
    current.push(i);
    currentLength = padded;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

const length = (encoded: readonly EncodedCase[], i: number): number => encoded[i]?.tokens.length ?? 0;
