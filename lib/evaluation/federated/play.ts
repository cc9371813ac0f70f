import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { NamedTensors } from "@/lib/model/safetensors";
import { type Aggregate, type SiteUpdate, weightedMean } from "@/lib/training/federated/aggregate";
import { type Budget, newBudget, spentOf } from "@/lib/training/federated/budget";
import { fitSite, type OpenSite } from "@/lib/training/federated/fit-site";
import { answerWith, weightsAtSite } from "@/lib/training/federated/measure-site";
import { applyChange, changeOf, pick, type Sharing, scaled } from "@/lib/training/federated/tensors";
import type { Site } from "./sites";

/** How sites learn together; the same numbers of steps on the same kind of batches whatever the way. */
export type Way = {
  readonly sharing: Sharing;
  readonly rounds: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Which batches, and which noise; 0 where it is not said. */
  readonly seed?: number;
  readonly aggregate?: Aggregate;
  readonly proximal?: number;
  /** Every site counts the same, however many labels it has. */
  readonly alike?: boolean;
  readonly privacy?: {
    readonly epsilon: number;
    readonly delta: number;
    readonly clip: number;
    readonly lot: number;
  };
  /** A site that teaches the opposite and pulls with so many times its change. */
  readonly poisoned?: { readonly site: string; readonly times: number };
};

export type Played = {
  readonly common: NamedTensors;
  /** By site: what it kept, and what it sent in the last round. */
  readonly kept: ReadonlyMap<string, NamedTensors>;
  readonly sent: ReadonlyMap<string, NamedTensors>;
  /** The largest epsilon any site has spent; null where labels were not private. */
  readonly epsilon: number | null;
  readonly noise: ReadonlyMap<string, number>;
};

export async function playTogether(site: OpenSite, sites: readonly Site[], way: Way): Promise<Played> {
  let common: NamedTensors | null = null;
  const kept = new Map<string, NamedTensors>();
  const sent = new Map<string, NamedTensors>();
  const budgets = new Map<string, Budget>();
  const noise = new Map<string, number>();
  for (let round = 1; round <= way.rounds; round++) {
    const updates: SiteUpdate[] = [];
    for (const [i, { name, labels }] of sites.entries()) {
      const hostile = way.poisoned?.site === name;
      const { privacy } = way;
      const result = await fitSite(site, {
        labels: hostile ? labels.map(turned) : labels,
        sharing: way.sharing,
        common,
        kept: kept.get(name) ?? null,
        seed: i + 1 + 1_000 * (way.seed ?? 0),
        round,
        steps: way.steps,
        learningRate: way.learningRate,
        ...(way.proximal ? { proximal: way.proximal } : {}),
        ...(privacy
          ? {
              privacy: {
                ...{ rounds: way.rounds, clip: privacy.clip, lot: privacy.lot },
                budget: budgets.get(name) ?? newBudget(privacy.epsilon, privacy.delta),
                // A run that can be done again: no patient is behind these labels who could be told of.
                draws: random("federated bench", name, round, privacy.epsilon, way.seed ?? 0),
              },
            }
          : {}),
      });
      if (result.budget) budgets.set(name, result.budget);
      if (result.noise) noise.set(name, result.noise);
      if (Object.keys(result.kept).length > 0) kept.set(name, result.kept);
      sent.set(name, result.shared);
      const before: NamedTensors = common ?? pick(site.stored, Object.keys(result.shared));
      const weights =
        hostile && way.poisoned
          ? applyChange(before, scaled(changeOf(result.shared, before), way.poisoned.times))
          : result.shared;
      updates.push({ weights, labels: way.alike || way.privacy ? 1 : result.labels });
    }
    const first = updates[0] as SiteUpdate;
    common = (way.aggregate ?? weightedMean)(
      common ?? pick(site.stored, Object.keys(first.weights)),
      updates,
    );
  }
  const spent = [...budgets.values()].map(spentOf);
  return {
    common: common as NamedTensors,
    kept,
    sent,
    noise,
    epsilon: spent.length > 0 ? Math.max(...spent) : null,
  };
}

const turned = (l: LabelledCase): LabelledCase => ({ ...l, level: (6 - l.level) as Level });

/** What a site's model says of each case, level 1 first. */
export async function answersAt(
  open: OpenSite,
  cases: readonly LabelledCase[],
  sharing: Sharing,
  common: NamedTensors | null,
  kept: NamedTensors | null,
): Promise<number[][]> {
  const tensors = weightsAtSite(open, sharing, common, kept);
  const asked = cases.map((c) => c.case);
  return open.frozen ? open.frozen.answer(tensors, asked) : answerWith(open, tensors, asked);
}
