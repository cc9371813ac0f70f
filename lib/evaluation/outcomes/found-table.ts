import { type Figure, interval, resample } from "@/lib/measures/figures";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { GROUPINGS, splitByGroup } from "../groups";
import { truthOf } from "./questions";

/**
 * The table a chief nurse asks for: of the patients who went to critical care, died or were admitted, how many had been called
 * level 1-2 at the door, when the model may call as many patients as the nurses did, and not one more. In every group the model
 * calls as many as the nurses called there; beside it stands how many it would call with one border for everybody.
 */
export type Found = {
  /** Who went to critical care or died, who was admitted, observed or transferred, and who had either. */
  readonly outcome: string;
  readonly patients: number;
  /** Of them, called 1-2. `boosted`: by gradient boosting's risk of critical care; null where it was not measured. */
  readonly nurses: number;
  readonly model: number;
  /** The same, were the model to call by its risk of critical care alone, as boosting does. */
  readonly modelByRisk: number;
  readonly boosted: number | null;
  /** Differences of the shares found, paired by patient; null where there is nobody to find. */
  readonly overNurses: Figure;
  readonly overBoosted: Figure | null;
};
export type FoundRow = {
  readonly grouping: string;
  readonly group: string;
  readonly visits: number;
  /** Called 1-2 by the nurses, and as many by the model. */
  readonly called: number;
  /** Called by the model with one border for everybody. */
  readonly calledByOneBorder: number;
  readonly found: readonly Found[];
};
export type FoundTable = {
  readonly rows: readonly FoundRow[];
  /** What the screen shows as it is, rules included: it calls as many as it calls. */
  readonly shown: {
    readonly visits: number;
    readonly called: number;
    readonly calledByNurses: number;
    readonly found: readonly Found[];
  };
};

type Item = {
  readonly visit: SourceVisit;
  readonly answer: Prediction;
  readonly boosted: number | null;
};
type Calls = {
  readonly nurses: readonly boolean[];
  readonly model: readonly boolean[];
  readonly modelByRisk: readonly boolean[];
  readonly boosted: readonly boolean[] | null;
};

const OUTCOMES: readonly (readonly [string, (v: SourceVisit) => boolean])[] = [
  ["critical care or death", (v) => truthOf("criticalCare", v) === true],
  ["admission, observation or transfer", (v) => truthOf("admission", v) === true],
  ["any of these", (v) => truthOf("criticalCare", v) === true || truthOf("admission", v) === true],
];

/** null where no visit has a charted level. */
export function foundTable(i: {
  readonly visits: readonly SourceVisit[];
  readonly answers: readonly Prediction[];
  /** Gradient boosting's risk of critical care or death, a visit each. */
  readonly boosted: readonly number[] | null;
  readonly resamples: number;
}): FoundTable | null {
  const items = i.visits.flatMap((visit, k): Item[] =>
    visit.level ? [{ visit, answer: i.answers[k] as Prediction, boosted: i.boosted?.[k] ?? null }] : [],
  );
  if (items.length === 0) return null;
  const overall = matched(items);
  const one = new Set(items.filter((_, k) => overall.model[k]));
  const row = (grouping: string, group: string, members: readonly Item[]): FoundRow => {
    const calls = matched(members);
    return {
      grouping,
      group,
      visits: members.length,
      called: count(calls.nurses),
      calledByOneBorder: members.filter((m) => one.has(m)).length,
      found: foundBy(members, calls, i.resamples),
    };
  };
  const shown: Calls = { ...overall, model: items.map(isShownUrgent) };
  return {
    rows: [
      row("All", "everybody", items),
      ...GROUPINGS.filter((g) => g.name !== "Arrival").flatMap((g) =>
        splitByGroup(items, g).map(([group, members]) => row(g.name, group, members)),
      ),
    ],
    shown: {
      visits: items.length,
      called: count(shown.model),
      calledByNurses: count(shown.nurses),
      found: foundBy(items, shown, i.resamples),
    },
  };
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

/** As on the screen: the policy's level, more urgent where a safety rule demands it. */
const isShownUrgent = ({ visit, answer }: Item): boolean =>
  applyFloor(answer.level, assessFloor(visit.case)) <= 2;

/** As many called as the nurses called: by expected severity, of equals by the risk of critical care. */
function matched(items: readonly Item[]): Calls {
  const nurses = items.map(({ visit }) => (visit.level?.value ?? 5) <= 2);
  const calls = count(nurses);
  const first = (before: (a: Item, b: Item) => number): boolean[] => {
    const order = items.map((_, k) => k).sort((a, b) => before(items[a] as Item, items[b] as Item));
    const called = new Set(order.slice(0, calls));
    return items.map((_, k) => called.has(k));
  };
  return {
    nurses,
    model: first(
      (a, b) =>
        a.answer.expectedSeverity - b.answer.expectedSeverity ||
        (b.answer.criticalRisk ?? 0) - (a.answer.criticalRisk ?? 0),
    ),
    modelByRisk: first((a, b) => (b.answer.criticalRisk ?? 0) - (a.answer.criticalRisk ?? 0)),
    boosted: items.every((item) => item.boosted !== null)
      ? first((a, b) => (b.boosted as number) - (a.boosted as number))
      : null,
  };
}

function foundBy(items: readonly Item[], calls: Calls, resamples: number): Found[] {
  const draws = Array.from({ length: resamples }, (_, r) => resample(items.length, r));
  return OUTCOMES.map(([outcome, had]) => {
    const positive = items.map(({ visit }) => had(visit));
    const found = (by: readonly boolean[]) => by.filter((called, k) => called && positive[k]).length;
    const less = (by: readonly boolean[]): Figure => {
      const differenceOf = (counts: Int32Array | null): number | null => {
        let [difference, all] = [0, 0];
        positive.forEach((isPositive, k) => {
          if (!isPositive) return;
          const times = counts ? (counts[k] as number) : 1;
          all += times;
          difference += times * (Number(calls.model[k]) - Number(by[k]));
        });
        return all === 0 ? null : difference / all;
      };
      const values = draws.map(differenceOf).filter((v) => v !== null);
      return {
        name: outcome,
        value: differenceOf(null),
        ...(values.length > resamples / 2 && values.length > 1 ? interval(values) : {}),
      };
    };
    return {
      outcome,
      patients: count(positive),
      nurses: found(calls.nurses),
      model: found(calls.model),
      modelByRisk: found(calls.modelByRisk),
      boosted: calls.boosted && found(calls.boosted),
      overNurses: less(calls.nurses),
      overBoosted: calls.boosted && less(calls.boosted),
    };
  });
}
