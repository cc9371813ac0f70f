import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { estimateFollowing, followingWeights } from "@/lib/feedback/following";
import { capInfluence } from "@/lib/feedback/influence";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { likeCaseBeliefs } from "@/lib/feedback/like-cases";
import type { Reading } from "@/lib/feedback/reader-fit";
import { readerWeights } from "@/lib/feedback/reader-weights";
import type { Answer } from "@/lib/measures/metrics";
import type { Policy } from "@/lib/model/calibration";
import { shownLevel } from "@/lib/policy/shown-level";
import { calibrateForSite } from "@/lib/policy/site-calibration";
import type { Label } from "@/lib/training/lessons";
import {
  FEWEST_TO_CALIBRATE,
  fitSiteCalibration,
  type SiteCalibration,
} from "@/lib/training/site-calibration";
import { type Decided, decide, type Hospital, type Ward } from "./hospital";

/** A model that answers: the deployed one, or a candidate that was taught. */
export type Model = {
  readonly name: string;
  answer(cases: readonly TriageCase[]): Promise<Answer[]>;
};

export type Lesson<M> = {
  readonly from: M;
  readonly labels: readonly Label[];
  readonly validation: readonly LabelledCase[];
  readonly seed: number;
  readonly rehearse: boolean;
};

/** What the play needs of the world; tests bring their own. */
export type Tools<M extends Model> = {
  readonly deployed: M;
  /** One retraining run. */
  teach(lesson: Lesson<M>): Promise<{ readonly model: M } & Spent>;
  /** How the survey is answered beside the deployed model; null where nobody asks. */
  readonly survey?: (model: M) => Promise<SurveyFigures>;
  /** Whether the checks let a candidate come into use in place of another. */
  readonly passes?: (candidate: M, champion: M, validation: readonly LabelledCase[]) => Promise<string[]>;
  readonly onNote?: (line: string) => void;
};
/** What a run took, by the clock and of the processor; a machine that does other work beside lengthens the first. */
export type Spent = { readonly seconds: number; readonly processorSeconds: number };

export type SurveyFigures = {
  readonly kappa: number | null;
  /** Area under the curve by outcome. */
  readonly auroc: Readonly<Record<string, number | null>>;
};

export type Point = {
  /** Decisions so far, held-out ones among them. */
  readonly labels: number;
  readonly learned: number;
  /** Of the reported patients, in their order. */
  readonly answers: readonly Answer[];
  /** The same with a site calibration fitted on the held-out decisions on top; null where they are too few. */
  readonly calibrated: readonly Answer[] | null;
  /** The retraining run's; null before the first. */
  readonly spent: Spent | null;
  readonly survey: SurveyFigures | null;
  /** The checks that failed; null where they were not asked. */
  readonly failed: readonly string[] | null;
};

/**
 * How labels come to count: all alike; as they ask to with nobody too loud; that and less where a reader's levels fit badly with
 * others' (what a run of the product does); or by how often suggestions are followed.
 */
export type Counting = "alike" | "capped" | "readers" | "following";

export type Way = {
  /** The loop learns new labels from the model before; `anew` all labels from the deployed model, each time. */
  readonly from: "before" | "anew";
  readonly rehearse: boolean;
  readonly counting: Counting;
  readonly ward: Ward;
  /** A candidate whose checks fail is not used, and the labels wait for the next run. */
  readonly held?: boolean;
  /** Decides by calibrated probabilities. */
  readonly policy: Policy;
};

/**
 * Plays the loop: patients are shown the level of the model in use, clinicians decide, and at each count of decisions a run
 * learns and its model comes into use. @param counts of decisions, ascending
 */
export async function playLoop<M extends Model>(
  hospital: Hospital,
  counts: readonly number[],
  way: Way,
  tools: Tools<M>,
): Promise<Point[]> {
  const cases = hospital.reported.map((p) => p.case);
  const decisions: Decided[] = [];
  const point = async (model: M, spent: Spent | null, failed: string[] | null): Promise<Point> => {
    const answers = await model.answer(cases);
    return {
      labels: decisions.length,
      learned: decisions.filter((d) => !d.heldOut).length,
      spent,
      failed,
      answers,
      calibrated: await calibratedOn(
        model,
        decisions.filter((d) => d.heldOut),
        answers,
        way.policy,
      ),
      survey: tools.survey ? await tools.survey(model) : null,
    };
  };
  let inUse = tools.deployed;
  const points: Point[] = [await point(inUse, null, null)];
  let waiting: Decided[] = [];
  for (const count of counts) {
    const seen = await decisionsOf(hospital, decisions.length, count, inUse, way.ward);
    decisions.push(...seen);
    waiting.push(...seen.filter((d) => !d.heldOut));
    const learning = way.from === "anew" ? decisions.filter((d) => !d.heldOut) : waiting;
    const weights = await weigh(learning, decisions, way.counting);
    const validation = decisions.filter((d) => d.heldOut).map(labelled);
    const { model, ...spent } = await tools.teach({
      from: way.from === "anew" ? tools.deployed : inUse,
      labels: learning.map((d, i) => ({ ...labelled(d), weight: weights[i] as number })),
      validation,
      seed: hospital.seed,
      rehearse: way.rehearse,
    });
    const failed = tools.passes ? await tools.passes(model, inUse, validation) : null;
    if (!(way.held && failed && failed.length > 0)) {
      inUse = model;
      waiting = [];
    }
    points.push(await point(inUse, spent, failed));
    const checks = failed?.length ? `, failed: ${failed.join(", ")}` : "";
    tools.onNote?.(`  ${count} decisions: ${spent.seconds.toFixed(0)} s${checks}`);
  }
  return points;
}

async function calibratedOn(
  model: Model,
  known: readonly LabelledCase[],
  answers: readonly Answer[],
  policy: Policy,
): Promise<Answer[] | null> {
  if (known.length < FEWEST_TO_CALIBRATE) return null;
  const said = await model.answer(known.map((k) => k.case));
  const c = fitSiteCalibration(
    said.map(({ probabilities }, i) => ({ probabilities, level: known[i]?.level as Level })),
  );
  return answers.map((a) => recalibrated(a, c, policy));
}

function recalibrated({ probabilities: own }: Answer, c: SiteCalibration, policy: Policy): Answer {
  const probabilities = calibrateForSite(own, c);
  const level = shownLevel(probabilities, policy);
  // How wide a set it takes was never fitted: none is claimed.
  return { level, probabilities, set: [level] };
}

const labelled = (d: LabelledCase): LabelledCase => ({ case: d.case, level: d.level });

async function decisionsOf(
  hospital: Hospital,
  from: number,
  to: number,
  inUse: Model,
  ward: Ward,
): Promise<Decided[]> {
  const coming = hospital.arrivals.slice(from, to);
  const shown = await inUse.answer(coming.map((a) => a.case));
  return coming.map((a, i) => decide(hospital, a, shown[i]?.level as Level, ward));
}

/** @param all every decision so far: what was read again among them tells of followers and of readers */
export async function weigh(
  learning: readonly Decided[],
  all: readonly Decided[],
  counting: Counting,
): Promise<number[]> {
  switch (counting) {
    case "alike":
      return learning.map(() => 1);
    case "capped":
      return capInfluence(learning);
    case "readers": {
      const readers = readerWeights(readingsOf(all), await knownOf(learning));
      return capInfluence(
        learning.map((d) => ({ ...d, weight: d.weight * (readers.get(d.author)?.weight ?? 1) })),
      );
    }
    case "following": {
      const blind = all.flatMap((d) => (d.second?.byLot ? [{ ...d, blindLevel: d.second.level }] : []));
      const following = estimateFollowing(blind);
      return following ? followingWeights(learning, following) : learning.map(() => 1);
    }
  }
}

/** Second readings are a lead's, who is one person here. */
const LEAD = "lead";

const readingsOf = (decisions: readonly Decided[]): Reading[] =>
  decisions.flatMap(({ case: { id: item }, author: reader, level: answer, second }) => [
    { item, reader, answer },
    ...(second ? [{ item, reader: LEAD, answer: second.level }] : []),
  ]);

/** What others' labels on like cases say of each, as a run of the product asks (lib/workflows/learning/weigh-labels.ts). */
async function knownOf(learning: readonly Decided[]): Promise<Map<string, readonly number[]>> {
  const beliefs = await likeCaseBeliefs(
    learning.map((d) => ({ reader: d.author, level: d.level, case: d.case })),
  );
  return new Map(
    learning.flatMap((d, i) => {
      const belief = beliefs[i];
      return belief ? [[d.case.id, belief] as const] : [];
    }),
  );
}

/** The deployed model with the site's calibration alone, fitted on every decision so far: it learned from none of them. */
export async function playCalibration(
  hospital: Hospital,
  counts: readonly number[],
  policy: Policy,
  ward: Ward,
  deployed: Model,
): Promise<Point[]> {
  const before = await deployed.answer(hospital.reported.map((p) => p.case));
  const coming = await deployed.answer(hospital.arrivals.map((a) => a.case));
  return [0, ...counts].map((count) => {
    const [started, used] = [performance.now(), process.cpuUsage()];
    const known = hospital.arrivals.slice(0, count).map((a, i) => {
      const { level, probabilities } = coming[i] as Answer;
      return { probabilities, level: decide(hospital, a, level as Level, ward).level };
    });
    const c = known.length < FEWEST_TO_CALIBRATE ? null : fitSiteCalibration(known);
    const [seconds, { user, system }] = [(performance.now() - started) / 1000, process.cpuUsage(used)];
    const answers = c ? before.map((a) => recalibrated(a, c, policy)) : before;
    return {
      labels: count,
      learned: known.length,
      spent: c ? { seconds, processorSeconds: (user + system) / 1e6 } : null,
      failed: null,
      answers,
      calibrated: null,
      survey: null,
    };
  });
}
