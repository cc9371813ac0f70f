import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { Artifact } from "@/lib/model/artifact";
import { decodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";
import { type ReplaySummary, synthesize } from "../replay";
import {
  type Bounds,
  type Embed,
  type FamiliarityFiles,
  fitPairs,
  fitPlace,
  placer,
  quantileOf,
  scoresOf,
  shareBeyond,
} from "./familiarity";
import { plant } from "./plant";

/** Made-up visits the cloud of embeddings is fitted on anew, and as many again for its bound. */
const VISITS = 2_000;
const PLANTED = 300;

export type RefitOptions = {
  readonly champion: Artifact;
  readonly replay: ReplaySummary;
  /** The candidate's network, and the champion's. */
  readonly embed: Embed;
  readonly embedBefore: Embed;
  readonly encode: Parameters<typeof placer>[0];
  readonly labels: readonly TriageCase[];
  readonly validation: readonly TriageCase[];
  readonly seed: number;
};

/**
 * What a fine-tuned model takes for ordinary. Its encoder places every case anew, so the cloud is fitted again, on made-up
 * visits and the site's labels, and its bound is set so that as many made-up visits are beyond it as were beyond the
 * champion's. The word model stays the champion's: the tokenizer is the same, and a site's own words are not written down.
 * Null when the champion says nothing of it.
 */
export async function refitFamiliarity(o: RefitOptions): Promise<FamiliarityFiles | null> {
  const { champion } = o;
  if (!champion.familiarity) return null;
  const before = decodeSafetensors(await champion.read("familiarity.safetensors")).tensors;
  const { table } = champion.familiarity;
  const [fitted, fresh] = ["fit", "bounds"].map((part) => madeUp(o.replay, o.seed, part)) as [
    TriageCase[],
    TriageCase[],
  ];
  const words = Object.fromEntries(Object.entries(before).filter(([name]) => name.startsWith("words.")));
  const tensors: NamedTensors = { ...words, ...fitPlace(await o.embed([...fitted, ...o.labels])) };
  const place = placer(o.encode, o.embed);
  const placed = await place(fresh);

  const { config } = champion;
  const then = scoresOf(config, before, await placer(o.encode, o.embedBefore)(fresh));
  const within = then.filter((s) => s.whole <= table.bounds.whole).length / then.length;
  const whole = scoresOf(config, tensors, placed).map((s) => s.whole);
  const bounds: Bounds = {
    quantile: table.quantile,
    bounds: { whole: quantileOf(whole, within), words: table.bounds.words },
    pairs: fitPairs(placed),
  };
  const site = scoresOf(config, tensors, await place(o.validation));
  return {
    tensors,
    table: {
      format_version: 1,
      ...bounds,
      fittedOn: `${VISITS} made-up visits and ${o.labels.length} labels of this site; words as in ${champion.identity.version}: ${table.fittedOn}`,
      boundsFrom: `${VISITS} other made-up visits, as many beyond as in ${champion.identity.version}; words: ${table.boundsFrom}`,
      measured:
        site.length === 0
          ? []
          : [
              {
                dataset: "Held-out decisions of this site",
                cases: site.length,
                flagged: shareBeyond(site, bounds),
              },
            ],
      planted: await plant(config, tensors, bounds, place, fresh.slice(0, PLANTED)),
    },
  };
}

function madeUp(replay: ReplaySummary, seed: number, part: string): TriageCase[] {
  const r = random(seed, "familiarity", part);
  return Array.from({ length: VISITS }, () => synthesize(replay, r));
}
