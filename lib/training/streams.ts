import { augment } from "./augment";
import type { ExampleStream } from "./fit";
import { type Example, ordinalTarget } from "./loss";
import { prepareOrder } from "./order";
import { random } from "./random";
import type { Recipe } from "./recipe";
import type { SourceVisit } from "./sources/visit";

const RETOLD = 0.85;

/** A visit as one training example, retold by the generator of its place in the stream. */
function exampleOf(visit: SourceVisit, place: string, o: { seed: number; surveySmoothing: number }): Example {
  const r = random(o.seed, "augment", visit.source, visit.key, place);
  const c = r.chance(RETOLD) ? augment(visit, r) : visit.case;
  const level = visit.level;
  return {
    case: c,
    targets: {
      // The experts' labels are taken as they are, the survey's are noisy and smoothed.
      ...(level?.scale === "esi" ? { esi: ordinalTarget(level.value, o.surveySmoothing) } : {}),
      ...(level?.scale === "ktas" ? { ktas: ordinalTarget(level.value, 0) } : {}),
      ...(visit.critical === null ? {} : { critical: visit.critical ? 1 : 0 }),
    },
    weight: 1,
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

/** First stage: survey levels, and critical-care visits enriched with the rare admissions. */
export function surveyStream(
  levels: readonly SourceVisit[],
  critical: readonly SourceVisit[],
  recipe: Recipe,
): ExampleStream {
  const { survey, seed } = recipe;
  const labelled = prepareOrder(
    levels.filter((v) => v.level),
    seed,
    "levels",
  );
  const admitted = prepareOrder(
    critical.filter((v) => v.critical === true),
    seed,
    "admitted",
  );
  const others = prepareOrder(
    critical.filter((v) => v.critical === false),
    seed,
    "others",
  );
  return (block, count) => {
    const fromCritical = admitted.size > 0 && others.size > 0 ? Math.round(count * survey.criticalShare) : 0;
    const positives = Math.round(fromCritical * survey.criticalPositives);
    const visits = [
      ...labelled.take(block, count - fromCritical),
      ...admitted.take(block, positives),
      ...others.take(block, fromCritical - positives),
    ];
    return visits.map((v, i) =>
      exampleOf(v, `${block}.${i}`, { seed, surveySmoothing: survey.labelSmoothing }),
    );
  };
}

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
