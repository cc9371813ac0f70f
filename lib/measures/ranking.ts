/**
 * Scores sorted once, so that areas under curves can be taken again and again with each case counted as often as a resample
 * drew it. Equal scores are one threshold.
 */
export type Ranking = {
  /** Cases from the highest score to the lowest. */
  readonly order: Int32Array;
  /** Where each run of equal scores ends in `order`. */
  readonly ends: Int32Array;
  readonly positive: readonly boolean[];
  readonly scores: readonly number[];
};

/** How often each case counts; absent: once. */
export type Counts = Int32Array | null;

export function rank(scores: readonly number[], positive: readonly boolean[]): Ranking {
  const order = Int32Array.from(scores, (_, i) => i).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const ends: number[] = [];
  for (let i = 0; i < order.length; i++)
    if (i + 1 === order.length || scores[order[i] as number] !== scores[order[i + 1] as number])
      ends.push(i + 1);
  return { order, ends: Int32Array.from(ends), positive, scores };
}

/** Walks down the thresholds: true and false positives so far, and those of this threshold alone. */
function walk(
  r: Ranking,
  counts: Counts,
  at: (tp: number, fp: number, newTp: number, newFp: number, score: number) => void,
): void {
  let [tp, fp, from] = [0, 0, 0];
  for (const end of r.ends) {
    let [newTp, newFp] = [0, 0];
    for (let i = from; i < end; i++) {
      const c = r.order[i] as number;
      const times = counts ? (counts[c] as number) : 1;
      if (r.positive[c]) newTp += times;
      else newFp += times;
    }
    const score = r.scores[r.order[from] as number] as number;
    from = end;
    if (newTp + newFp === 0) continue;
    tp += newTp;
    fp += newFp;
    at(tp, fp, newTp, newFp, score);
  }
}

/** Share of pairs (positive, negative) ranked right, ties half (Mann-Whitney); null without both kinds. */
export function areaUnderRoc(r: Ranking, counts: Counts = null): number | null {
  let [right, positives, negatives] = [0, 0, 0];
  walk(r, counts, (tp, fp, newTp, newFp) => {
    right += newFp * (tp - newTp + newTp / 2);
    [positives, negatives] = [tp, fp];
  });
  return positives === 0 || negatives === 0 ? null : right / (positives * negatives);
}

/** Average precision; null without positives. */
export function averagePrecision(r: Ranking, counts: Counts = null): number | null {
  let [sum, positives] = [0, 0];
  walk(r, counts, (tp, fp, newTp) => {
    sum += newTp * (tp / (tp + fp));
    positives = tp;
  });
  return positives === 0 ? null : sum / positives;
}

/** What is found and what it costs when everybody scored at least this is flagged. */
export type OperatingPoint = {
  readonly threshold: number;
  /** Share of the positives flagged, and of the negatives. */
  readonly sensitivity: number;
  readonly falseAlarms: number;
  /** Share of those flagged that are positive. */
  readonly precision: number;
  /** Share of everybody that is flagged. */
  readonly flagged: number;
};

/** The thresholds from strictest to loosest, thinned to about `most` points evenly along both curves. */
export function operatingPoints(r: Ranking, most = 200): OperatingPoint[] {
  const n = r.order.length;
  const positives = r.positive.filter(Boolean).length;
  const negatives = n - positives;
  if (positives === 0 || negatives === 0) return [];
  const points: OperatingPoint[] = [];
  let last = -1;
  walk(r, null, (tp, fp, _newTp, _newFp, threshold) => {
    // A step is worth a point when sensitivity or false alarms moved by enough, or it is the end.
    const place = Math.floor((tp / positives + fp / negatives) * (most / 2));
    if (place === last && tp + fp !== n) return;
    last = place;
    points.push({
      threshold,
      sensitivity: tp / positives,
      falseAlarms: fp / negatives,
      precision: tp / (tp + fp),
      flagged: (tp + fp) / n,
    });
  });
  return points;
}
