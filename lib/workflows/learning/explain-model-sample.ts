import { lastCases } from "@/db/queries/model-explanation";
import { sitePhrases } from "@/db/queries/site-phrase";
import type {
  ExplanationDataset,
  ExplanationParameters,
  ExplanationSource,
} from "@/db/schema/model-explanation";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { random } from "@/lib/core/random";
import { deidentifyCase } from "@/lib/feedback/label";
import type { Artifact } from "@/lib/model/artifact";
import { parseReplay, synthesize, WRITTEN_OUT } from "@/lib/training/replay";
import type { Runtime } from "../service/runtime";

/** Fewer of a site's patients say little about how the model treats them. */
export const FEWEST_SITE_CASES = 100;

export type Sample = { readonly cases: readonly TriageCase[]; readonly dataset: ExplanationDataset };

/**
 * The cases a model is explained over. The site's own: the last of each patient up to `until`, scrubbed as labels are.
 * The reference: visits made up from what the artifact says of its training data, levels as often as they came in.
 * Asked again with the same arguments it gives the same cases.
 */
export async function sampleCases(
  rt: Runtime,
  artifact: Artifact,
  source: ExplanationSource,
  until: Date,
  { mostCases, seed }: ExplanationParameters,
): Promise<Sample> {
  if (source === "site") return siteCases(rt, until, mostCases);
  const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
  const r = random(seed, "global explanation");
  const cases = Array.from({ length: mostCases }, (_, i) => ({
    ...synthesize(summary, r, 0, WRITTEN_OUT),
    id: `made-up-${i}`,
  }));
  return { cases, dataset: { source, cases: cases.length, from: null, to: null } };
}

async function siteCases(rt: Runtime, until: Date, most: number): Promise<Sample> {
  const rows = await lastCases(rt.db, until, most);
  if (rows.length < FEWEST_SITE_CASES)
    throw new AppError(
      "insufficient-data",
      `${rows.length} patients with an assessment; at least ${FEWEST_SITE_CASES} are needed`,
    );
  const cases: TriageCase[] = [];
  const phrases = await sitePhrases(rt.db);
  for (const [i, row] of rows.entries()) {
    cases.push(deidentifyCase(row.case, `case-${i}`, row.identifyingTexts, phrases));
    // Scrubbing some hundred notes takes seconds; requests go on in between.
    if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    cases,
    dataset: {
      source: "site",
      cases: cases.length,
      from: rows.at(-1)?.at.toISOString() ?? null,
      to: rows[0]?.at.toISOString() ?? null,
    },
  };
}
