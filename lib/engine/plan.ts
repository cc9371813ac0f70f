import { CONSCIOUSNESS, VITAL_KEYS } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { EncodedCase } from "@/lib/model/inputs";
import { paddedLength } from "@/lib/model/inputs";

/**
 * How many cases become few batches: equal cases are asked once (explanations ask thousands of variants, many the same),
 * and the rest is grouped by text length so that little of a batch is padding.
 */
const MAX_BATCH = 64;

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

/** What starting a batch costs, in padded places of text: about as much as a short case. */
const BATCH_OVERHEAD = 32;
/** Places every case has beside its text: the summary, numbers and categories. */
const STRUCTURED = 15;

/**
 * Indices grouped into batches of at most `limit`, of like length: the cheapest way to cut the cases in order of length,
 * counting every padded place and a fixed cost a batch (dynamic programming over where the last batch begins).
 */
export function lengthBuckets(encoded: readonly EncodedCase[], limit = MAX_BATCH): number[][] {
  const order = encoded.map((_, i) => i).sort((a, b) => length(encoded, a) - length(encoded, b));
  const cost = [0];
  const start = [0];
  for (let end = 1; end <= order.length; end++) {
    const places = STRUCTURED + paddedLength(length(encoded, order[end - 1] as number));
    let best = Number.POSITIVE_INFINITY;
    for (let from = Math.max(0, end - limit); from < end; from++) {
      const total = (cost[from] as number) + BATCH_OVERHEAD + (end - from) * places;
      if (total < best) {
        best = total;
        start[end] = from;
      }
    }
    cost[end] = best;
  }
  const batches: number[][] = [];
  for (let end = order.length; end > 0; end = start[end] as number)
    batches.push(order.slice(start[end] as number, end));
  return batches.reverse();
}

const length = (encoded: readonly EncodedCase[], i: number): number => encoded[i]?.tokens.length ?? 0;
