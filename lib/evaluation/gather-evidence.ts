import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { differences } from "@/lib/measures/differences";
import { CHANGES, type Evidence, type EvidenceSet } from "@/lib/measures/evidence";
import {
  binaryFigures,
  type Figure,
  type FigureSet,
  levelFigures,
  rankingDifference,
} from "@/lib/measures/figures";
import { groupLosses } from "@/lib/measures/group-losses";
import { quadraticKappa } from "@/lib/measures/metrics";
import type { PolicyName } from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import type { SiteCalibrationContent } from "@/lib/policy/site-calibration";
import { predictAsServed } from "./predict-as-served";

const RESAMPLES = 200;

/** Sets that say what this site's patients would be shown: the version in use is held as it is served there. */
const AS_SERVED: ReadonlySet<EvidenceSet["kind"]> = new Set(["site", "live"]);

/**
 * Asks both versions about every set, through the engine that serves them and under the policy in force. Of this site's own cases the
 * version in use answers as it is served, a calibration included; of fixed benchmarks alone, for a candidate that is worse there must not pass
 * because a site's numbers made the other one worse there, too.
 */
export async function gatherEvidence(o: {
  readonly candidateDir: string;
  readonly againstDir: string | null;
  /** Each artifact's own when null. */
  readonly policy: PolicyName | null;
  readonly sets: readonly EvidenceSet[];
  /** What is laid over the other version where it serves. */
  readonly served?: SiteCalibrationContent | null;
}): Promise<Evidence[]> {
  const sets = o.sets.filter((s) => s.cases.length > 0);
  const after = await answers(o.candidateDir, o.policy, sets, null);
  const before = o.againstDir === null ? null : await answers(o.againstDir, o.policy, sets, o.served ?? null);
  return sets.flatMap((set, i) => {
    const [a, b] = [after[i] as Prediction[], before?.[i] ?? null];
    return [weigh(set, a, b), ...weighCourses(set, a, b)];
  });
}

const COURSES = [
  {
    kind: "critical-care",
    key: "criticalCare",
    what: "critical care or death",
    risk: (p: Prediction) => p.outlook?.risks.criticalCare ?? p.criticalRisk ?? undefined,
  },
  {
    kind: "admission",
    key: "admission",
    what: "admission, observation or transfer",
    risk: (p: Prediction) => p.outlook?.risks.admission,
  },
] as const;

/**
 * How well two versions tell beforehand what came of patients, on those of a set of whom it is known: the area under the curve of each, and
 * the difference on the same resamples. A version that says nothing of it has no figure. Pure.
 */
export function weighCourses(
  { dataset, course }: Pick<EvidenceSet, "dataset" | "course">,
  after: readonly Prediction[],
  before: readonly Prediction[] | null,
): Evidence[] {
  return COURSES.flatMap(({ kind, key, what, risk }): Evidence[] => {
    const known = (course ?? []).flatMap((c, i) => {
      const truth = c[key];
      return truth === null ? [] : [{ truth, after: after[i], before: before?.[i] }];
    });
    // Where the version in use does not say either, there is nothing to lose.
    const says = (of: "after" | "before") => known.every((k) => k[of] && risk(k[of]) !== undefined);
    if (known.length === 0 || (!says("after") && !(before && says("before")))) return [];
    const truth = known.map((k) => k.truth);
    const risks = (of: "after" | "before") => known.map((k) => risk(k[of] as Prediction) as number);
    const name = `AUROC, ${what}`;
    const about = `${dataset}: ${what}`;
    const figures = (of: "after" | "before"): FigureSet => {
      const own = says(of) ? binaryFigures(about, risks(of), truth, RESAMPLES, what).figures : [];
      return { dataset: about, cases: known.length, figures: own.filter((f) => f.name === name) };
    };
    const both = before !== null && says("after") && says("before");
    const difference = both
      ? rankingDifference(about, risks("after"), risks("before"), truth, RESAMPLES).figures
      : [];
    const had = truth.filter((t) => t).length;
    return [
      {
        kind,
        dataset: about,
        cases: known.length,
        urgent: 0,
        shownUrgent: 0,
        had: Math.min(had, known.length - had),
        before: before && figures("before"),
        after: figures("after"),
        difference: difference.flatMap((f) => (f.name === "AUROC" ? [{ ...f, name }] : [])),
      },
    ];
  });
}

async function answers(
  dir: string,
  policy: PolicyName | null,
  sets: readonly EvidenceSet[],
  served: SiteCalibrationContent | null,
): Promise<Prediction[][]> {
  const engine: Engine = await createOnnxEngine(dir, policy ? { policy } : {});
  try {
    const out: Prediction[][] = [];
    for (const { kind, cases, units } of sets)
      out.push(
        await predictAsServed(engine, AS_SERVED.has(kind) ? served : null, cases, (i) => units?.[i] ?? null),
      );
    return out;
  } finally {
    await engine.close();
  }
}

/** Two versions' answers to one set, as figures. Pure. */
export function weigh(
  { kind, dataset, cases, levels }: EvidenceSet,
  after: readonly Prediction[],
  before: readonly Prediction[] | null,
): Evidence {
  const figures = (a: readonly Prediction[]) =>
    levels === null
      ? { dataset, cases: cases.length, figures: [] }
      : levelFigures(dataset, a, levels, cases.length <= 2_000 ? RESAMPLES : 0);
  const own = figures(after);
  return {
    kind,
    dataset,
    cases: cases.length,
    urgent: levels?.filter((l) => l <= 2).length ?? 0,
    shownUrgent: before?.filter((b) => b.level <= 2).length ?? 0,
    before: before && figures(before),
    after:
      before === null
        ? own
        : {
            ...own,
            figures: [...own.figures, ...changes(before, after), ...lostOf(cases, levels, before, after)],
          },
    difference:
      before === null || levels === null
        ? []
        : differences(dataset, after, before, levels, RESAMPLES).figures,
  };
}

/** Nothing without labels: who is urgent is not known. */
function lostOf(
  cases: EvidenceSet["cases"],
  levels: readonly number[] | null,
  before: readonly Prediction[],
  after: readonly Prediction[],
): Figure[] {
  if (levels === null) return [];
  const shown = (answers: readonly Prediction[]) => answers.map((p) => p.level);
  return groupLosses(cases, levels, shown(before), shown(after));
}

function changes(before: readonly Prediction[], after: readonly Prediction[]): Figure[] {
  const [b, a] = [before.map((p) => p.level), after.map((p) => p.level)];
  const share = (among: (i: number) => boolean, of: (i: number) => boolean): number | null => {
    const chosen = b.map((_, i) => i).filter(among);
    return chosen.length === 0 ? null : chosen.filter(of).length / chosen.length;
  };
  const at = (levels: readonly number[], i: number) => levels[i] as number;
  const all = () => true;
  return [
    { name: CHANGES.lessUrgent, value: share(all, (i) => at(a, i) > at(b, i)) },
    {
      name: CHANGES.urgentLost,
      value: share(
        (i) => at(b, i) <= 2,
        (i) => at(a, i) >= 3,
      ),
    },
    { name: CHANGES.sameLevel, value: share(all, (i) => at(a, i) === at(b, i)) },
    { name: CHANGES.agreement, value: quadraticKappa(b, a) },
  ];
}
