// `npm run bench:federated -- --from DATA [--out docs/evaluation] [--work DIR] [--quick]`: five sites of public data (the four regions
// of NHAMCS ED, and KTAS) learn together: each alone, all pooled, federated, federated with private labels, with a hostile
// site; and what their weights tell of who was learned from. The version they begin from is trained first, on the surveys of
// 2012-2014, and kept in the work folder. In one process: no Flower, the same round of a site and the same ways to aggregate.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import type { Answered, Membership, Suspect } from "@/lib/evaluation/federated/measure";
import {
  kappa,
  meanLoss,
  measure,
  measureDifference,
  membership,
  triageShares,
  urgentAuroc,
} from "@/lib/evaluation/federated/measure";
import { answersAt, type Played, playTogether, type Way } from "@/lib/evaluation/federated/play";
import {
  type Figures,
  federatedMarkdown,
  type MembershipRow,
  type Row,
} from "@/lib/evaluation/federated/report";
import { beforeSites, openSites, type Site } from "@/lib/evaluation/federated/sites";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { clippedMean, median, trimmedMean } from "@/lib/training/federated/aggregate";
import { freezeSite, type OpenSite, openSite } from "@/lib/training/federated/fit-site";
import type { Sharing } from "@/lib/training/federated/tensors";
import { parseRecipe } from "@/lib/training/recipe";
import { loadSources } from "@/lib/training/sources/load";
import { train } from "@/lib/training/train";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    /** Folder for federated.md; nothing is written when absent. */
    out: { type: "string" },
    work: { type: "string", default: join(tmpdir(), "openacuity-bench-federated") },
    /** Leaves out what learns more than the level's head: most of the time. */
    quick: { type: "boolean", default: false },
  },
});
const { from, work } = values;
if (!from) throw new AppError("invalid-input", "--from DIR is needed: the public data sets");
const note = (line: string) =>
  void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

/** Small, so that everything runs on two cores. */
const RECIPE = parseRecipe({
  ...{ name: "before-sites", version: "0.0.1", seed: 15, checkpointEvery: 100 },
  model: {
    hiddenSize: 64,
    layers: 2,
    heads: 4,
    intermediateSize: 128,
    vocabularySize: 2048,
    maxTextLength: 40,
    numberBins: 12,
  },
  pretraining: { steps: 0, batchSize: 16, warmup: 1 },
  survey: { steps: 300, batchSize: 128, warmup: 30, learningRate: 2e-3 },
});
/** Visits of a region. */
const SIZES = { labels: 2_000, apart: 800, reported: 600 };
const DELTA = 1e-5;
const EPSILONS = [1, 3, 8];
const SEEDS = [0, 1, 2, 3, 4];
const HOSTILE = { site: "South", times: 5 };

const HEAD: Way = {
  sharing: { tuning: { mode: "last-layers", layers: 0, inputs: false }, personal: [] },
  ...{ rounds: 4, steps: 30, learningRate: 5e-3 },
};
const LORA: Way = {
  sharing: {
    tuning: { mode: "lora", rank: 4, alpha: 8, projections: ["query", "value"], inputs: false },
    personal: [],
  },
  ...{ rounds: 2, steps: 12, learningRate: 1e-3 },
};

await mkdir(work, { recursive: true });
const before = join(work, "before");
const sites = await readSites();

/** Read once: the surveys are large, and what is used of them is not. */
async function readSites(): Promise<readonly Site[]> {
  const kept = join(work, `sites-${Object.values(SIZES).join("-")}.json`);
  const trained = existsSync(join(before, "manifest.json"));
  if (trained && existsSync(kept)) return JSON.parse(await readFile(kept, "utf8")) as Site[];
  note(`reading ${from}`);
  const sources = await loadSources(from as string);
  if (!trained) {
    note("training the version that the sites begin from");
    await train({
      ...{
        sources: beforeSites(sources),
        recipe: RECIPE,
        outDir: before,
        workDir: join(work, "before-work"),
      },
      now: new Date(),
      onNote: note,
    });
  }
  const opened = openSites(sources, SIZES);
  await writeFile(kept, JSON.stringify(opened));
  return opened;
}
const started = performance.now();
const live = await openSite(before, { seed: 1, replaySize: 256 });
note("encoding every case once");
const frozen = await freezeSite(
  live,
  sites.flatMap((s) => [...s.labels, ...s.apart, ...s.reported]).map((l) => l.case),
);

/** By site: the answers on its reported cases. */
type Answers = ReadonlyMap<string, readonly Answered[]>;
type Models = (site: Site) => Pick<Played, "common"> & { readonly kept: Played["kept"] | null };

async function answer(open: OpenSite, sharing: Sharing, models: Models | null): Promise<Answers> {
  const out = new Map<string, Answered[]>();
  for (const site of sites) {
    const model = models?.(site);
    out.set(site.name, await ask(open, site.reported, sharing, model ? model : null, site));
  }
  return out;
}

async function ask(
  open: OpenSite,
  cases: readonly LabelledCase[],
  sharing: Sharing,
  model: ReturnType<Models> | null,
  site: Site,
): Promise<Answered[]> {
  const kept = model?.kept?.get(site.name) ?? null;
  const said = await answersAt(open, cases, sharing, model?.common ?? null, kept);
  return said.map((probabilities, i) => ({ probabilities, level: (cases[i] as LabelledCase).level }));
}

const regions = (a: Answers) => sites.filter((s) => s.kind === "survey").flatMap((s) => a.get(s.name) ?? []);
const ktas = (a: Answers) => a.get("KTAS") ?? [];
const figures = (now: readonly Answered[], beside: readonly Answered[] | null): Figures => ({
  kappa: measure(now, kappa),
  auroc: measure(now, urgentAuroc),
  loss: meanLoss(now),
  ...triageShares(now),
  gain: beside && {
    kappa: measureDifference(now, beside, kappa),
    loss: measureDifference(now, beside, meanLoss),
  },
});
const both = (now: readonly Answered[], beside: readonly Answered[]) => ({
  kappa: kappa(now) - kappa(beside),
  loss: meanLoss(now) - meanLoss(beside),
});

const rows: Row[] = [];
/** @param answers of every seed, as those they stand beside; the first is reported at length */
function add(
  part: Row["part"],
  name: string,
  answers: readonly Answers[],
  beside: readonly Answers[] | null,
  played?: Played,
): void {
  const [first, alone] = [answers[0] as Answers, beside?.[0]];
  const row: Row = {
    part,
    name,
    regions: figures(regions(first), alone ? regions(alone) : null),
    ktas: figures(ktas(first), alone ? ktas(alone) : null),
    seeds: (beside ?? []).map((other, i) => ({
      regions: both(regions(answers[i] as Answers), regions(other)),
      ktas: both(ktas(answers[i] as Answers), ktas(other)),
    })),
    epsilon: played?.epsilon ?? null,
    noise: played ? [...played.noise.values()] : [],
  };
  rows.push(row);
  const short = ({ kappa: k, auroc, loss }: Figures) =>
    `${k.value.toFixed(3)} ${auroc.value.toFixed(3)} ${loss.toFixed(3)}`;
  note(`${part}: ${name}: regions ${short(row.regions)}, KTAS ${short(row.ktas)}`);
}

/** All labels in one place: as many steps as all sites make together. */
const pooled: Site = {
  name: "all",
  kind: "survey",
  labels: sites.flatMap((s) => s.labels),
  apart: [],
  reported: [],
};
const pooledWay = (way: Way): Way => ({ ...way, rounds: 1, steps: way.rounds * way.steps * sites.length });

type Alone = { readonly answers: readonly Answers[]; readonly models: ReadonlyMap<string, Played> };
/** @returns the answers of every seed, and the first seed's models */
async function aloneEach(open: OpenSite, way: Way): Promise<Alone> {
  const answers: Answers[] = [];
  let first: ReadonlyMap<string, Played> | null = null;
  for (const seed of SEEDS) {
    const models = new Map<string, Played>();
    for (const site of sites) models.set(site.name, await playTogether(open, [site], { ...way, seed }));
    answers.push(await answer(open, way.sharing, (s) => models.get(s.name) as Played));
    first ??= models;
  }
  return { answers, models: first as ReadonlyMap<string, Played> };
}

/** @returns what was played with the first seed */
async function together(
  part: Row["part"],
  open: OpenSite,
  name: string,
  way: Way,
  alone: readonly Answers[],
  who: readonly Site[] = sites,
): Promise<Played> {
  const answers: Answers[] = [];
  let first: Played | null = null;
  for (const seed of SEEDS) {
    const played = await playTogether(open, who, { ...way, seed });
    answers.push(await answer(open, way.sharing, () => played));
    first ??= played;
  }
  add(part, name, answers, alone, first as Played);
  return first as Played;
}

const members: MembershipRow[] = [];
/** As many cases that were learned from as others of the same years and departments. */
async function tell(
  name: string,
  open: OpenSite,
  site: Site,
  sharing: Sharing,
  model: ReturnType<Models>,
): Promise<void> {
  const others = site.apart.length > 0 ? site.apart : site.reported;
  const count = Math.min(site.labels.length, others.length, SIZES.apart);
  const suspects: Suspect[] = [];
  for (const [member, cases] of [
    [true, site.labels.slice(0, count)],
    [false, others.slice(0, count)],
  ] as const) {
    const now = await ask(open, cases, sharing, model, site);
    const then = await ask(open, cases, sharing, null, site);
    now.forEach((a, i) => {
      suspects.push({ member, now: a, before: then[i] as Answered });
    });
  }
  const told: Membership = membership(suspects);
  members.push({ name, site: site.name, cases: count, ...told });
  note(
    `membership: ${name}, ${site.name}: loss ${told.loss.value.toFixed(3)}, ratio ${told.ratio.value.toFixed(3)}`,
  );
}
const siteNamed = (name: string) => sites.find((s) => s.name === name) as Site;
const sentBy = (played: Played, name: string): ReturnType<Models> => ({
  common: played.sent.get(name) as Played["common"],
  kept: null,
});

const untaught = await answer(frozen, HEAD.sharing, null);
const alone = await aloneEach(frozen, HEAD);
add(
  "head",
  "the version before",
  SEEDS.map(() => untaught),
  alone.answers,
);
add("head", "each site alone", alone.answers, null);
const plain = await together("head", frozen, "federated, mean by labels (FedAvg)", HEAD, alone.answers);
await together("head", frozen, "federated, every site alike", { ...HEAD, alike: true }, alone.answers);
await together("head", frozen, "FedProx, 0.1", { ...HEAD, proximal: 0.1 }, alone.answers);
await together(
  "head",
  frozen,
  "federated, biases of the head personal",
  { ...HEAD, sharing: { ...HEAD.sharing, personal: ["heads.esi.bias"] } },
  alone.answers,
);
await together("head", frozen, "all labels pooled", pooledWay(HEAD), alone.answers, [pooled]);
for (const epsilon of EPSILONS) {
  const privacy = { epsilon, delta: DELTA, clip: 1, lot: 48 };
  const played = await together(
    "head",
    frozen,
    `federated, private labels, epsilon ${epsilon}`,
    { ...HEAD, privacy },
    alone.answers,
  );
  await tell(
    `its own weights, epsilon ${epsilon}`,
    frozen,
    siteNamed("KTAS"),
    HEAD.sharing,
    sentBy(played, "KTAS"),
  );
}
for (const epsilon of EPSILONS) {
  const privacy = { epsilon, delta: DELTA, clip: 1, lot: 48 };
  await together(
    "head",
    frozen,
    `pooled, private labels, epsilon ${epsilon}`,
    { ...pooledWay(HEAD), privacy },
    alone.answers,
    [pooled],
  );
}
for (const [name, aggregate] of [
  ["mean", undefined],
  ["median", median],
  ["trimmed mean", trimmedMean(0.2)],
  ["mean of shortened changes", clippedMean],
] as const)
  await together(
    "head",
    frozen,
    `${HOSTILE.site} hostile, ${name}`,
    { ...HEAD, poisoned: HOSTILE, ...(aggregate ? { aggregate } : {}) },
    alone.answers,
  );
await together("head", frozen, "nobody hostile, median", { ...HEAD, aggregate: median }, alone.answers);
await tell("its own weights", frozen, siteNamed("KTAS"), HEAD.sharing, sentBy(plain, "KTAS"));
await tell("its own weights", frozen, siteNamed("Northeast"), HEAD.sharing, sentBy(plain, "Northeast"));
await tell("the common weights", frozen, siteNamed("KTAS"), HEAD.sharing, {
  common: plain.common,
  kept: null,
});

if (!values.quick) {
  const apart = await aloneEach(live, LORA);
  add("adapters", "each site alone", apart.answers, null);
  await tell(
    "its own weights, learned alone, adapters",
    live,
    siteNamed("KTAS"),
    LORA.sharing,
    apart.models.get("KTAS") as Played,
  );
  await together("adapters", live, "federated, mean by labels (FedAvg)", LORA, apart.answers);
  const personal = { ...LORA, sharing: { ...LORA.sharing, personal: ["heads.esi"] } };
  await together("adapters", live, "federated, level head personal", personal, apart.answers);
  // What a test of this kind finds where a model has learned few cases by heart.
  const control: Way = {
    sharing: { tuning: { mode: "full" }, personal: [] },
    rounds: 1,
    steps: 150,
    learningRate: 2e-3,
  };
  const few: Site = { ...siteNamed("KTAS"), labels: siteNamed("KTAS").labels.slice(0, 200) };
  const learned = await playTogether(live, [few], control);
  await tell("control: 200 labels learned by heart, all weights", live, few, control.sharing, learned);
}
const minutes = (performance.now() - started) / 60_000;
note(`done in ${minutes.toFixed(1)} min, without the version before`);
const markdown = federatedMarkdown({
  machine: `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}, ${live.backend}`,
  minutes,
  sites: sites.map((s) => ({ name: s.name, labels: s.labels.length, reported: s.reported.length })),
  head: HEAD,
  adapters: LORA,
  delta: DELTA,
  seeds: SEEDS.length,
  hostile: HOSTILE,
  rows,
  members,
});
console.log(markdown);
if (values.out) {
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "federated.md"), markdown);
}
