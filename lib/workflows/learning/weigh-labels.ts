import { readingsUntil } from "@/db/queries/readers";
import type { LabelRow } from "@/db/queries/training";
import type { Learned } from "@/db/schema/training";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import { capInfluence } from "@/lib/feedback/influence";
import { likeCaseBeliefs } from "@/lib/feedback/like-cases";
import { readerWeights } from "@/lib/feedback/reader-weights";
import type { Runtime } from "../service/runtime";
import { readerCode } from "./reader-code";

/** Comparing cases grows with the square of their number; the newest say enough about how somebody reads. */
const MOST_COMPARED = 1_500;
const ROWS_AT_A_TIME = 20;

export type WeighedLabel = {
  readonly id: string;
  readonly case: LabelRow["case"];
  readonly level: LabelRow["level"];
  readonly weight: number;
};

/**
 * Labels as they are learned from: each counts as much as was said when it was made, less where its reader's levels fit badly with
 * others' (lib/feedback/reader-weights.ts), and nobody drowns the others out (lib/feedback/influence.ts).
 * @param until asked again with the same instant and labels, the same comes out
 */
export async function weighLabels(
  rt: Pick<Runtime, "db">,
  labels: readonly LabelRow[],
  until: Date,
): Promise<{ readonly labels: readonly WeighedLabel[]; readonly learned: Learned }> {
  const readers = readerWeights(await readingsUntil(rt.db, until), await knownOf(labels));
  const of = (author: string) => readers.get(author)?.weight ?? 1;
  const weights = capInfluence(labels.map((l) => ({ ...l, weight: l.weight * of(l.author) })));
  const weighed = labels.map((l, i) => ({
    id: l.id,
    case: l.case,
    level: l.level,
    weight: weights[i] as number,
  }));
  const authors = [...new Set(labels.map((l) => l.author))];
  return {
    labels: weighed,
    learned: {
      labels: labels.length,
      digest: digestOf(weighed),
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

const digestOf = (labels: readonly WeighedLabel[]): string =>
  sha256(canonicalJson([...labels].sort((a, b) => (a.id < b.id ? -1 : 1))));

const thousandths = (x: number): number => Math.round(1_000 * x) / 1_000;
