import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Label } from "../lessons";
import { madeUpVisit, temporaryFolder, tinyArtifact } from "../tiny-artifact.test-support";
import { median, type SiteUpdate, weightedMean } from "./aggregate";
import { newBudget, spentOf } from "./budget";
import { fitSite, freezeSite, type OpenSite, openSite, type SiteLesson } from "./fit-site";
import { answerWith, isHeldOut, siteFigures, weightsAtSite } from "./measure-site";
import { normOf, partTensors, type Sharing } from "./tensors";
import { writeFederated } from "./write-federated";

const sharing: Sharing = { tuning: { mode: "full" }, personal: [] };
const labelsOf = (site: number, count: number): Label[] =>
  Array.from({ length: count }, (_, i) => {
    const visit = madeUpVisit(random("site", site, i), `s${site}-${i}`);
    return { case: visit.case, level: visit.level?.value as Level };
  });

let champion: string;
let site: OpenSite;
beforeAll(async () => {
  champion = await tinyArtifact();
  site = await openSite(champion, { seed: 1, replaySize: 64, backend: "wasm" });
});

const lesson = (of: Partial<SiteLesson> = {}): SiteLesson => ({
  labels: labelsOf(1, 80),
  sharing,
  common: null,
  kept: null,
  seed: 1,
  round: 1,
  steps: 6,
  ...of,
});
const differs = (a: NamedTensors, b: NamedTensors, name: string) =>
  a[name]?.data.some((x, i) => x !== b[name]?.data[i]);

describe("a site's round", () => {
  it("lets leave what is shared and nothing else; what is personal and what is frozen stays", async () => {
    const parted: Sharing = {
      tuning: { mode: "lora", rank: 2, alpha: 4, projections: ["query", "value"], inputs: false },
      personal: ["heads.esi"],
    };
    const { shared, kept } = await fitSite(site, lesson({ sharing: parted }));
    const names = [0, 1].flatMap((l) =>
      ["query", "value"].map((p) => `encoder.layer.${l}.attention.${p}.weight`),
    );
    expect(Object.keys(shared)).toEqual(names);
    expect(Object.keys(kept)).toEqual(["heads.esi.bias", "heads.esi.weight"]);
    for (const name of names) expect(differs(shared, site.stored, name)).toBe(true);
    expect(differs(kept, site.stored, "heads.esi.weight")).toBe(true);

    // The next round begins from both.
    const next = await fitSite(site, lesson({ sharing: parted, common: shared, kept, steps: 1, round: 2 }));
    const moved = normOf({
      w: {
        shape: [],
        data: Float32Array.from(next.kept["heads.esi.weight"]?.data ?? [], (x, i) => {
          return x - (kept["heads.esi.weight"]?.data[i] as number);
        }),
      },
    });
    expect(moved).toBeLessThan(0.1);
    const whole = weightsAtSite(site, parted, shared, kept);
    expect(Object.keys(whole).sort()).toEqual(Object.keys(site.stored).sort());
  });

  it("says beforehand exactly what leaves", () => {
    const { shared } = partTensors(site.stored, site.learner.champion.config, {
      tuning: { mode: "last-layers", layers: 1, inputs: false },
      personal: ["heads.esi"],
    });
    expect(shared.every((n) => n.startsWith("encoder.layer.1.") || n.startsWith("norm."))).toBe(true);
    expect(shared).toHaveLength(18);
    const full = partTensors(site.stored, site.learner.champion.config, sharing).shared;
    // Heads that the labels say nothing of are not in it.
    expect(full.filter((n) => n.startsWith("heads."))).toEqual(["heads.esi.bias", "heads.esi.weight"]);
    expect(() =>
      partTensors(site.stored, site.learner.champion.config, { ...sharing, personal: ["heads.es"] }),
    ).toThrow(/heads.es names no weight/);
  });

  it("refuses weights that do not fit, and says which", async () => {
    const { shared } = await fitSite(site, lesson({ steps: 1 }));
    const other = (of: NamedTensors) => fitSite(site, lesson({ common: { ...shared, ...of } }));
    const { "norm.bias": _gone, ...without } = shared;
    await expect(fitSite(site, lesson({ common: without }))).rejects.toThrow(/norm.bias is missing/);
    const broken = { shape: [32], data: new Float32Array(32).fill(Number.NaN) };
    await expect(other({ "norm.bias": broken })).rejects.toThrow(/norm.bias holds a number that is none/);
    const unasked = site.stored["heads.ktas.bias"] as NamedTensors[string];
    await expect(other({ "heads.ktas.bias": unasked })).rejects.toThrow(/heads.ktas.bias is not among/);
  });

  it("takes no part below the least number of labels", async () => {
    await expect(fitSite(site, lesson({ labels: labelsOf(1, 49) }))).rejects.toThrow(
      /49 labels; this site takes part from 50 on/,
    );
  });

  it("stays nearer to where the round began with FedProx, and within the longest change", async () => {
    const [free, held] = [await fitSite(site, lesson()), await fitSite(site, lesson({ proximal: 50 }))];
    expect(held.change.sent).toBeLessThan(0.9 * free.change.sent);
    const short = await fitSite(site, lesson({ longestChange: free.change.found / 10 }));
    expect(short.change.found).toBeCloseTo(free.change.found, 5);
    expect(short.change.sent).toBeCloseTo(free.change.found / 10, 4);
  });
});

describe("a site whose cases are encoded once", () => {
  const head: Sharing = { tuning: { mode: "last-layers", layers: 0, inputs: false }, personal: [] };

  it("answers as the whole network does, learns, and learns nothing but the head", async () => {
    const labels = labelsOf(3, 80);
    const frozen = await freezeSite(
      site,
      labels.map((l) => l.case),
    );
    const { shared } = await fitSite(
      frozen,
      lesson({ labels, sharing: head, steps: 40, learningRate: 3e-3 }),
    );
    expect(Object.keys(shared)).toEqual(["heads.esi.bias", "heads.esi.weight"]);
    const cases = labels.map((l) => l.case);
    const levels = labels.map((l) => l.level);
    const whole = weightsAtSite(site, head, shared, null);
    const [fast, slow] = [frozen.frozen?.answer(whole, cases) ?? [], await answerWith(site, whole, cases)];
    const gaps = slow.flatMap((row, i) => row.map((p, k) => Math.abs(p - (fast[i]?.[k] ?? 1))));
    expect(Math.max(...gaps)).toBeLessThan(1e-4);
    const before = siteFigures(await answerWith(site, site.stored, cases), levels);
    expect(siteFigures(slow, levels).loss).toBeLessThan(before.loss - 0.05);
    await expect(fitSite(frozen, lesson({ labels }))).rejects.toThrow(/only the level's head learns/);
  });
});

describe("privacy", () => {
  const private_ = (of: Partial<SiteLesson["privacy"] & object> = {}) => ({
    budget: newBudget(2, 1e-3),
    rounds: 2,
    clip: 1,
    lot: 16,
    ...of,
  });

  it("spends what its noise costs, lasts for the rounds it was meant for, and refuses the next", async () => {
    const first = await fitSite(site, lesson({ privacy: private_() }));
    expect(spentOf(first.budget ?? newBudget(1, 1e-3))).toBeGreaterThan(0.8);
    const second = await fitSite(
      site,
      lesson({ privacy: private_({ budget: first.budget ?? newBudget(1, 1e-3) }), round: 2 }),
    );
    const spent = spentOf(second.budget ?? newBudget(1, 1e-3));
    expect(spent).toBeGreaterThan(1.9);
    expect(spent).toBeLessThanOrEqual(2);
    await expect(
      fitSite(site, lesson({ privacy: private_({ budget: second.budget ?? newBudget(1, 1e-3) }), round: 3 })),
    ).rejects.toThrow(/the site allows 2/);
  });

  it("draws otherwise each time: a seed gives nothing away", async () => {
    const [a, b] = [
      await fitSite(site, lesson({ privacy: private_(), steps: 1 })),
      await fitSite(site, lesson({ privacy: private_(), steps: 1 })),
    ];
    expect(differs(a.shared, b.shared, "heads.esi.weight")).toBe(true);
  });

  it("refuses a delta that would let a label be published", async () => {
    await expect(
      fitSite(site, lesson({ privacy: private_({ budget: newBudget(2, 0.05) }) })),
    ).rejects.toThrow(/delta 0.05 is not below 1 in 80/);
  });
});

describe("sites together", () => {
  it("learn, hold against one that turns levels round by the median, and become a candidate", async () => {
    const sites = [1, 2, 3].map((s) => labelsOf(s, 120));
    const turned = (sites[2] as Label[]).map((l) => ({ ...l, level: (6 - l.level) as Level }));
    const reported = labelsOf(9, 300);
    const figures = async (common: NamedTensors | null) =>
      siteFigures(
        await answerWith(
          site,
          weightsAtSite(site, sharing, common, null),
          reported.map((r) => r.case),
        ),
        reported.map((r) => r.level),
      );
    const updates: SiteUpdate[] = [];
    for (const labels of [...sites, turned]) {
      const { shared, labels: n } = await fitSite(site, lesson({ labels, steps: 40 }));
      updates.push({ weights: shared, labels: n });
    }
    const [first, second, third, hostile] = updates as [SiteUpdate, SiteUpdate, SiteUpdate, SiteUpdate];
    const together = weightedMean(site.stored, [first, second, third]);
    const [before, after] = [await figures(null), await figures(together)];
    expect(after.loss).toBeLessThan(before.loss - 0.1);
    // The one that turns levels round also says that it has many.
    const some = [first, second, { ...hostile, labels: 10 * hostile.labels }];
    const misled = await figures(weightedMean(site.stored, some));
    const held = await figures(median(site.stored, some));
    expect(held.auroc ?? 0).toBeGreaterThan((misled.auroc ?? 1) + 0.2);
    expect(held.loss).toBeLessThan(misled.loss);

    const outDir = join(await temporaryFolder(), "candidate");
    const own = sites[0] as Label[];
    const { digest } = await writeFederated(site, {
      outDir,
      version: "0.0.1+fed",
      now: new Date("2024-05-10T12:00:00Z"),
      seed: 1,
      sharing,
      common: together,
      kept: null,
      labels: own,
      rounds: 3,
    });
    const made = await openArtifact(outDir);
    expect(made.digest).toBe(digest);
    expect(made.manifest.parent?.digest).toBe(site.learner.champion.digest);
    expect(made.manifest.lineage).toMatchObject({ federated: { rounds: 3, personal: [], ownPart: false } });
    const weights = await readWeights(made);
    expect(weights["heads.esi.bias"]?.data).toEqual(together["heads.esi.bias"]?.data);
    expect(weights["heads.ktas.bias"]?.data).toEqual(site.stored["heads.ktas.bias"]?.data);
    expect(own.some(isHeldOut)).toBe(true);
  });
});
