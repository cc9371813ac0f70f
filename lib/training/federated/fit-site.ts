import type * as tfjs from "@tensorflow/tfjs";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { hash32 } from "@/lib/core/random";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { createCaseEncoder } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";
import { tensorsOf, variablesOf } from "../build-artifact";
import {
  disposeWeights,
  type FitHooks,
  type FitOptions,
  type FitProgress,
  fitModel,
  supervised,
} from "../fitting/fit";
import type { Example } from "../fitting/loss";
import { mergeAdapters, tunable } from "../fitting/tuning";
import {
  BATCH,
  LABEL_SHARE,
  type Label,
  type Learner,
  labelStream,
  lessonOptions,
  rehearse,
  withoutNames,
} from "../lessons";
import { parseReplay } from "../replay";
import { type Budget, noiseOfRounds, spend } from "./budget";
import { type Draws, secureDraws } from "./draws";
import { type Frozen, freeze, isFrozen } from "./frozen";
import { privateGradients } from "./private-gradients";
import { proximal } from "./proximal";
import {
  applyChange,
  changeOf,
  checkTensors,
  learnsAtSite,
  normOf,
  partTensors,
  pick,
  type Sharing,
  shortened,
} from "./tensors";

/** The version that all sites begin from, opened at one of them. */
export type OpenSite = {
  readonly learner: Learner;
  readonly stored: NamedTensors;
  readonly backend: Backend;
  /** Made-up visits with the version's own answers, the same in every round. */
  readonly rehearsed: readonly Example[];
  /** Where only the level's head learns: every case's place, found once. */
  readonly frozen?: Frozen;
};

export async function openSite(
  championDir: string,
  o: { readonly seed: number; readonly replaySize?: number; readonly backend?: Backend },
): Promise<OpenSite> {
  const champion = withoutNames(await openArtifact(championDir));
  const stored = await readWeights(champion);
  const { tf, backend } = await loadBackend(o.backend);
  const learner: Learner = {
    tf,
    champion,
    encode: createCaseEncoder(champion.config, champion.tokenizer),
    replay: parseReplay(JSON.parse((await champion.read("replay.json")).toString("utf8"))),
  };
  const weights = variablesOf(tf, stored);
  try {
    return { learner, stored, backend, rehearsed: await rehearse(learner, weights, o) };
  } finally {
    disposeWeights(weights);
  }
}

/** The same with every case of the site, and every rehearsed one, encoded once; then the level's head alone can learn. */
export async function freezeSite(site: OpenSite, cases: readonly TriageCase[]): Promise<OpenSite> {
  const weights = variablesOf(site.learner.tf, site.stored);
  try {
    const frozen = await freeze(site.learner, weights, [...cases, ...site.rehearsed.map((r) => r.case)]);
    return { ...site, frozen };
  } finally {
    disposeWeights(weights);
  }
}

/** Differential privacy of a label; absent: none is promised. */
export type Privacy = {
  readonly budget: Budget;
  /** Rounds the budget is to last for. */
  readonly rounds: number;
  /** Longest gradient a label may have. */
  readonly clip: number;
  /** Labels expected in a step. */
  readonly lot: number;
  /** For experiments that must come out the same twice. Where patients are, the system's own generator. */
  readonly draws?: Draws;
};

export type SiteLesson = {
  readonly labels: readonly Label[];
  readonly sharing: Sharing;
  /** The common weights of this round; null: the version's own. */
  readonly common: NamedTensors | null;
  /** What this site kept to itself in earlier rounds; null: nothing yet. */
  readonly kept: NamedTensors | null;
  readonly seed: number;
  readonly round: number;
  readonly steps: number;
  /** Another than the product's for a site's labels (lessons.ts). */
  readonly learningRate?: number;
  /** FedProx; 0: FedAvg. */
  readonly proximal?: number;
  /** Longest change of all weights together in one round. */
  readonly longestChange?: number;
  /** Fewer labels, and the site takes no part. */
  readonly fewest?: number;
  readonly privacy?: Privacy;
  readonly onProgress?: (p: FitProgress) => void;
};

export type SiteResult = {
  /** What leaves the site. */
  readonly shared: NamedTensors;
  /** What stays. */
  readonly kept: NamedTensors;
  /** Labels learned from. */
  readonly labels: number;
  /** How long the change was, before and after it was shortened. */
  readonly change: { readonly found: number; readonly sent: number };
  /** With this round in it; it has to be kept before `shared` leaves. */
  readonly budget: Budget | null;
  readonly noise: number | null;
};

export const FEWEST_AT_SITE = 50;

/**
 * One round of one site: from the common weights, some steps on its own labels and on rehearsed visits.
 * @throws AppError("insufficient-data") below the least number of labels, AppError("conflict") when privacy is used up
 */
export async function fitSite(site: OpenSite, o: SiteLesson): Promise<SiteResult> {
  const { learner, stored } = site;
  const { tf, champion } = learner;
  const labels = o.labels.filter((l) => !l.outcomesOnly).map(({ outcomes: _unused, ...label }) => label);
  const fewest = o.fewest ?? FEWEST_AT_SITE;
  if (labels.length < fewest)
    throw new AppError(
      "insufficient-data",
      `${labels.length} labels; this site takes part from ${fewest} on`,
    );
  const parted = partTensors(stored, champion.config, o.sharing);
  const before = {
    ...stored,
    ...(o.common ? checkTensors(o.common, parted.shared, stored, "the common weights") : {}),
    ...(o.kept ? checkTensors(o.kept, parted.personal, stored, "the kept weights") : {}),
  };
  const seed = hash32(`federated ${o.seed} round ${o.round}`);
  const usual = lessonOptions(champion.config, { seed, steps: o.steps, tuning: o.sharing.tuning });
  const options = { ...usual, learningRate: o.learningRate ?? usual.learningRate };
  const bought = o.privacy ? buy(o.privacy, labels.length, o.steps) : null;

  const weights = tunable(tf, before, o.sharing.tuning, champion.config, seed);
  for (const [name, w] of Object.entries(weights))
    if (name.startsWith("heads.")) w.trainable = learnsAtSite(name, o.sharing.tuning, champion.config);
  try {
    await learn(site, weights, labels, options, o, bought);
    const after = mergeAdapters(await tensorsOf(weights));
    const [from, to] = [pick(before, parted.shared), pick(after, parted.shared)];
    const change = changeOf(to, from);
    const sent = o.longestChange === undefined ? change : shortened(change, o.longestChange);
    return {
      shared: sent === change ? to : applyChange(from, sent),
      kept: pick(after, parted.personal),
      labels: labels.length,
      change: { found: normOf(change), sent: normOf(sent) },
      budget: bought?.budget ?? null,
      noise: bought?.noise ?? null,
    };
  } finally {
    disposeWeights(weights);
  }
}

type Bought = { readonly budget: Budget; readonly noise: number; readonly rate: number };

function buy({ budget, rounds, lot }: Privacy, labels: number, steps: number): Bought {
  // A delta of one in so many labels would let one of them be published outright.
  if (budget.delta >= 1 / labels)
    throw new AppError("invalid-input", `delta ${budget.delta} is not below 1 in ${labels} labels`);
  const rate = Math.min(1, lot / labels);
  const noise = noiseOfRounds(budget, rate, steps, rounds);
  return { budget: spend(budget, { rate, noise, steps }), noise, rate };
}

async function learn(
  { learner, rehearsed, frozen }: OpenSite,
  weights: Record<string, tfjs.Variable>,
  labels: readonly Label[],
  options: FitOptions,
  o: SiteLesson,
  bought: Bought | null,
): Promise<void> {
  const { tf, champion } = learner;
  if (frozen && !isFrozen(o.sharing.tuning))
    throw new AppError("invalid-input", "where cases are encoded once, only the level's head learns");
  const encode = frozen?.encode ?? learner.encode;
  const own = frozen?.objective(options) ?? supervised(options);
  const held = o.proximal ? proximal(tf, own, weights, o.proximal) : null;
  const objective = held?.objective ?? own;
  const hooks: FitHooks = { objective, ...(o.onProgress ? { onProgress: o.onProgress } : {}) };
  try {
    if (!o.privacy || !bought) {
      const stream = labelStream(labels, rehearsed, { seed: options.seed });
      await fitModel(tf, champion.config, encode, weights, stream, options, hooks);
      return;
    }
    const gradients = privateGradients(objective, encode, {
      labels,
      rate: bought.rate,
      clip: o.privacy.clip,
      noise: bought.noise,
      share: LABEL_SHARE,
      draws: o.privacy.draws ?? secureDraws(),
      seed: options.seed,
      shortenedSum: frozen?.shortenedSum,
    });
    // Labels are drawn step by step; the stream brings what is rehearsed.
    const stream = labelStream([], rehearsed, { seed: options.seed, labelShare: 0 });
    const batchSize = Math.round(BATCH * (1 - LABEL_SHARE));
    await fitModel(
      tf,
      champion.config,
      encode,
      weights,
      stream,
      { ...options, batchSize },
      { ...hooks, gradients },
    );
  } finally {
    held?.dispose();
  }
}
