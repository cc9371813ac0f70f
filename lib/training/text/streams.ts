import { random } from "@/lib/core/random";
import type { ExampleStream } from "../fitting/fit";
import { type Example, ordinalTarget, type Targets } from "../fitting/loss";
import { prepareOrder } from "../fitting/order";
import type { Recipe } from "../recipe";
import { EMERGENCY_NAMES, type Outcomes } from "../sources/outcomes";
import type { SourceVisit } from "../sources/visit";
import { augment } from "./augment";

const RETOLD = 0.85;

type ExampleOptions = {
  readonly seed: number;
  readonly surveySmoothing: number;
  /** Leaves out what was charted, where the visit was drawn for its outcome. */
  readonly outcomesOnly?: boolean;
};

/** A visit as one training example, retold by the generator of its place in the stream. */
function exampleOf(visit: SourceVisit, place: string, o: ExampleOptions): Example {
  const r = random(o.seed, "augment", visit.source, visit.key, place);
  const c = r.chance(RETOLD) ? augment(visit, r) : visit.case;
  const level = o.outcomesOnly ? null : visit.level;
  return {
    case: c,
    targets: {
      // The experts' labels are taken as they are, the survey's are noisy and smoothed.
      ...(level?.scale === "esi" ? { esi: ordinalTarget(level.value, o.surveySmoothing) } : {}),
      ...(level?.scale === "ktas" ? { ktas: ordinalTarget(level.value, 0) } : {}),
      ...(visit.critical === null ? {} : { critical: Number(visit.critical) }),
      ...(visit.outcomes ? outcomeTargets(visit.outcomes) : {}),
    },
    weight: 1,
  };
}

/** What is not known of how a visit went on teaches nothing. */
function outcomeTargets(o: Outcomes): Targets {
  const yes = (value: boolean | null) => (value === null ? undefined : Number(value));
  const admission = yes(o.admission);
  const psychiatric = yes(o.psychiatricTransfer);
  return {
    lifeSaving: [Number(o.lifeSaving), Number(o.lifeSavingStrict)],
    ...(admission === undefined ? {} : { admission }),
    ...(psychiatric === undefined ? {} : { psychiatric }),
    ...(o.resources === null ? {} : { resources: [0, 1, 2].map((n) => Number(n === o.resources)) }),
    ...(o.resources === null
      ? {}
      : { emergencies: EMERGENCY_NAMES.map((name) => Number(o.emergencies.includes(name))) }),
  };
}

/** Before the levels: every visit's words, whatever is known of its outcome. */
export function wordsStream(visits: readonly SourceVisit[], recipe: Recipe): ExampleStream {
  const order = prepareOrder(
    visits.filter((v) => v.case.chiefComplaint),
    recipe.seed,
    "words",
  );
  return (block, count) =>
    order
      .take(block, count)
      .map((v, i) => exampleOf(v, `words.${block}.${i}`, { seed: recipe.seed, surveySmoothing: 0 }));
}

/** First stage: every visit that was charted or followed, and beside them some drawn for what happened, the grave enriched. */
export function surveyStream(visits: readonly SourceVisit[], recipe: Recipe): ExampleStream {
  const { survey, seed } = recipe;
  const order = (of: readonly SourceVisit[], name: string) => prepareOrder(of, seed, name);
  const everybody = order(
    visits.filter((v) => v.level || v.outcomes),
    "levels",
  );
  const followed = visits.filter((v) => v.outcomes);
  const grave = order(followed.filter(isGrave), "grave");
  const others = order(
    followed.filter((v) => !isGrave(v)),
    "others",
  );
  const example = { seed, surveySmoothing: survey.labelSmoothing };
  return (block, count) => {
    const drawn = grave.size > 0 && others.size > 0 ? Math.round(count * survey.outcomeShare) : 0;
    const positives = Math.round(drawn * survey.outcomePositives);
    const forOutcomes = [...grave.take(block, positives), ...others.take(block, drawn - positives)];
    return [
      ...everybody.take(block, count - drawn).map((v, i) => exampleOf(v, `${block}.${i}`, example)),
      ...forOutcomes.map((v, i) => exampleOf(v, `${block}.outcome ${i}`, { ...example, outcomesOnly: true })),
    ];
  };
}

const isGrave = ({ outcomes: o }: SourceVisit): boolean =>
  o !== undefined && (o.lifeSaving || o.criticalCareOrDeath === true);

/** KTAS visits' part in a stream that carries them. */
const KTAS_SHARE = 0.2;

/** KTAS visits beside survey visits: every kind of visit that the heads answer. */
export function ktasStream(
  ktas: readonly SourceVisit[],
  survey: ExampleStream,
  recipe: Recipe,
): ExampleStream {
  const order = prepareOrder(ktas, recipe.seed, "ktas");
  return async (block, count) => {
    const own = Math.round(count * KTAS_SHARE);
    const examples = order
      .take(block, own)
      .map((v, i) => exampleOf(v, `ktas.${block}.${i}`, { seed: recipe.seed, surveySmoothing: 0 }));
    return [...examples, ...(await survey(block, count - own))];
  };
}
