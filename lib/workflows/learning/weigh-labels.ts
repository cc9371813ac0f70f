import { outcomesOfLabels } from "@/db/queries/outcome";
import { readingsUntil } from "@/db/queries/readers";
import type { LabelRow } from "@/db/queries/training";
import type { Learned } from "@/db/schema/training";
import { contentDigest, type DatasetCase } from "@/lib/feedback/dataset";
import { capInfluence } from "@/lib/feedback/influence";
import { likeCaseBeliefs } from "@/lib/feedback/like-cases";
import { readerWeights } from "@/lib/feedback/reader-weights";
import type { VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { outcomeTargets } from "@/lib/training/outcome-targets";
import type { Runtime } from "../service/runtime";
import { readerCode } from "./reader-code";

/** Comparing cases grows with the square of their number; the newest say enough about how somebody reads. */
const MOST_COMPARED = 1_500;
const ROWS_AT_A_TIME = 20;

/**
 * Labels as they are learned from: each counts as much as was said when it was made, less where its reader's levels fit badly with
 * others' (lib/feedback/reader-weights.ts), and nobody drowns the others out (lib/feedback/influence.ts). With each goes what became of
 * the patient, as far as it was known at that instant.
 * @param late labels whose levels were learned before it was known what became of the patients: learned for that alone
 * @param until asked again with the same instant and labels, the same comes out
 */
export async function weighLabels(
  rt: Pick<Runtime, "db">,
  labels: readonly LabelRow[],
  late: readonly LabelRow[],
  until: Date,
): Promise<{ readonly labels: readonly DatasetCase[]; readonly learned: Learned }> {
  const readers = readerWeights(await readingsUntil(rt.db, until), await knownOf(labels));
  const of = (author: string) => readers.get(author)?.weight ?? 1;
  const weights = capInfluence(labels.map((l) => ({ ...l, weight: l.weight * of(l.author) })));
  const outcomes = await outcomesToLearn(rt, [...labels, ...late], until);
  const toLearn = (l: LabelRow, weight: number): DatasetCase => {
    const known = outcomes.get(l.id);
    return { id: l.id, case: l.case, level: l.level, weight, ...(known ? { outcomes: known } : {}) };
  };
  const weighed: DatasetCase[] = [
    ...labels.map((l, i) => toLearn(l, weights[i] as number)),
    // What became of somebody is the EHR's word, whoever decided: it counts in full.
    ...late.filter((l) => outcomes.has(l.id)).map((l) => ({ ...toLearn(l, 1), outcomesOnly: true as const })),
  ];
  const authors = [...new Set(labels.map((l) => l.author))];
  return {
    labels: weighed,
    learned: {
      labels: labels.length,
      digest: contentDigest(weighed),
      ...(outcomes.size > 0
        ? {
            outcomes: {
              labels: labels.filter((l) => outcomes.has(l.id)).length,
              late: late.filter((l) => outcomes.has(l.id)).length,
            },
          }
        : {}),
      readers: authors
        .map((author) => {
          const known = readers.get(author);
          return {
            reader: readerCode(author),
            labels: labels.filter((l) => l.author === author).length,
            readings: known?.readings ?? 0,
            kappa: known ? thousandths(known.kappa) : null,
            weight: thousandths(of(author)),
          };
        })
        .sort((a, b) => (a.reader < b.reader ? -1 : 1)),
    },
  };
}

/** What is known of what became of the patients, where an outcome head can learn from it. */
export async function outcomesToLearn(
  rt: Pick<Runtime, "db">,
  labels: readonly { readonly id: string }[],
  until: Date,
): Promise<Map<string, VisitOutcomes>> {
  const known = await outcomesOfLabels(
    rt.db,
    labels.map((l) => l.id),
    until,
  );
  return new Map(
    [...known].flatMap(([id, { outcomes }]) =>
      Object.keys(outcomeTargets(outcomes)).length > 0 ? [[id, outcomes] as const] : [],
    ),
  );
}

/** What others' labels on like cases say of each, by the assessment it was. */
async function knownOf(labels: readonly LabelRow[]): Promise<Map<string, readonly number[]>> {
  const compared = labels.slice(-MOST_COMPARED);
  const beliefs = await likeCaseBeliefs(
    compared.map((l) => ({ reader: l.author, level: l.level, case: l.case })),
    // The app may be served from the same process: requests go on in between.
    async (row) => {
      if (row % ROWS_AT_A_TIME === 0) await new Promise((done) => setImmediate(done));
    },
  );
  return new Map(
    compared.flatMap((l, i) => {
      const belief = beliefs[i];
      return belief ? [[l.assessmentId, belief] as const] : [];
    }),
  );
}

const thousandths = (x: number): number => Math.round(1_000 * x) / 1_000;
