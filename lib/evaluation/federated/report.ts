import { percent, table } from "@/lib/measures/tables";
import type { Measured, Membership } from "./measure";
import type { Way } from "./play";

export type Row = {
  readonly part: "head" | "adapters";
  readonly name: string;
  readonly regions: Figures;
  readonly ktas: Figures;
  /** Differences from each site alone, one for each seed; empty for each site alone itself. */
  readonly seeds: readonly SeedRow[];
  readonly epsilon: number | null;
  /** Noise multipliers of the sites. */
  readonly noise: readonly number[];
};
export type Figures = {
  readonly kappa: Measured;
  readonly auroc: Measured;
  readonly loss: number;
  readonly under: number;
  readonly over: number;
  /** Less that of each site alone, on the same cases; null for each site alone. */
  readonly gain: Gain | null;
};
type Gain = { readonly kappa: Measured; readonly loss: Measured };
type Both = { readonly kappa: number; readonly loss: number };
export type SeedRow = { readonly regions: Both; readonly ktas: Both };
export type MembershipRow = Membership & {
  readonly name: string;
  readonly site: string;
  readonly cases: number;
};

export type FederatedReport = {
  readonly machine: string;
  readonly minutes: number;
  readonly sites: readonly { readonly name: string; readonly labels: number; readonly reported: number }[];
  readonly head: Way;
  readonly adapters: Way;
  readonly delta: number;
  readonly seeds: number;
  readonly hostile: { readonly site: string; readonly times: number };
  readonly rows: readonly Row[];
  readonly members: readonly MembershipRow[];
};

const said = ({ value, low, high }: Measured, sign = false): string => {
  const plus = (x: number) => (sign && x >= 0 ? "+" : "") + x.toFixed(3);
  return `${plus(value)} (${plus(low)} to ${plus(high)})`;
};

const rowsOf = (rows: readonly Row[], of: (r: Row) => Figures): string =>
  table(
    [
      "",
      "kappa",
      "beside each alone",
      "AUROC 1-2",
      "loss",
      "beside each alone",
      "under-triaged",
      "over-triaged",
    ],
    rows.map((r) => {
      const { kappa, auroc, loss, gain, under, over } = of(r);
      return [
        r.name,
        said(kappa),
        gain ? said(gain.kappa, true) : "",
        said(auroc),
        loss.toFixed(3),
        gain ? said(gain.loss, true) : "",
        percent(under),
        percent(over),
      ];
    }),
  );

const bothTables = (rows: readonly Row[]): string => `At the regions:

${rowsOf(rows, (r) => r.regions)}

At KTAS:

${rowsOf(rows, (r) => r.ktas)}`;

const spread = (values: readonly number[]): string =>
  said(
    {
      value: values.reduce((sum, x) => sum + x, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    },
    true,
  );

const seedRows = (rows: readonly Row[]): string =>
  table(
    ["", "regions: kappa", "regions: loss", "KTAS: kappa", "KTAS: loss"],
    rows
      .filter((r) => r.seeds.length > 0)
      .map((r) => [
        r.name,
        spread(r.seeds.map((s) => s.regions.kappa)),
        spread(r.seeds.map((s) => s.regions.loss)),
        spread(r.seeds.map((s) => s.ktas.kappa)),
        spread(r.seeds.map((s) => s.ktas.loss)),
      ]),
  );

const noiseRows = (rows: readonly Row[]): string =>
  table(
    ["", "epsilon spent (largest of the sites)", "noise, in lengths of the longest gradient"],
    rows
      .filter((r) => r.epsilon !== null)
      .map((r) => [
        r.name,
        (r.epsilon as number).toFixed(2),
        `${Math.min(...r.noise).toFixed(2)} to ${Math.max(...r.noise).toFixed(2)}`,
      ]),
  );

export function federatedMarkdown(r: FederatedReport): string {
  const { head, adapters } = r;
  const of = (part: Row["part"]) => r.rows.filter((row) => row.part === part);
  const total = (key: "labels" | "reported") => r.sites.reduce((sum, s) => sum + s[key], 0);
  return `# Learning together: measured

Written by \`npm run bench:federated\` (${r.machine}, ${r.minutes.toFixed(1)} minutes beside other work, without training the version that all begin from).
What the words mean, and what leaves a site, is in [federated.md](../federated.md).

Five sites: the four regions of NHAMCS ED and the Korean departments of KTAS (Moon et al. 2019), who speak of other complaints and chart on
another scale. The version they begin from is small (64 numbers wide, two layers) and learned from the surveys of 2012-2014, which say no
region: it has seen none of these patients. Each site learns from visits of 2016-2018 with a charted level (KTAS: four fifths); reported
are visits of 2019 (KTAS: the other fifth), ${total("reported")} in all. Settings were set beforehand; nothing was chosen on these visits, nor on any others.

${table(
  ["site", "labels learned from", "visits reported"],
  r.sites.map((s) => [s.name, s.labels.toLocaleString("en"), s.reported.toLocaleString("en")]),
)}

Kappa has quadratic weights and is of the likeliest level, before calibration and policy; AUROC tells levels 1 and 2 from the others; loss is
cross-entropy in nats. In brackets the middle 95 % of 200 bootstrap samples of the reported visits: they say what other patients would have
changed, as if departments did not differ; survey weights are not used. Where a site has a model of its own, its patients are answered by it. "Beside each alone" is the difference on the same
visits: better is more kappa, and less loss. Under-triaged: the likeliest level is less urgent than the charted one.

The differences in loss, who is under- and over-triaged, and the other seeds were added after a first run, in which a hostile site had raised
kappa. No setting was changed, and no row left out.

## The level's head learns

The encoder stays as it is, ${head.rounds} rounds of ${head.steps} steps a site, learning rate ${head.learningRate}; pooled: as many steps as all sites make together. This is what
can be run with per-label gradients on two cores; it is the least that learning together can give, and the least it can give away.

${bothTables(of("head"))}

Private labels: delta ${r.delta}, gradients no longer than 1, 48 labels expected in a step, every site counting alike. "Hostile": ${r.hostile.site} turns its levels
round and sends ${r.hostile.times} times its change.

${noiseRows(r.rows)}

Other batches and other noise: the mean of ${r.seeds} seeds, and the lowest to the highest of them, of the difference from each site alone with the same
seed. The tables above are of the first.

${seedRows(of("head"))}

${
  of("adapters").length > 0
    ? `## The encoder learns, too

Adapters of rank 4 beside queries and values, merged before they leave; ${adapters.rounds} rounds of ${adapters.steps} steps a site, learning rate ${adapters.learningRate}. Few steps: what two cores allow.

${bothTables(of("adapters"))}

${r.seeds} seeds, as above:

${seedRows(of("adapters"))}
`
    : ""
}
## Who was learned from

Can somebody who holds weights tell which visits they learned from? AUROC of two attacks by the answers alone: cases answered well were learned
("loss", Yeom et al. 2018), and cases answered better than by the version before ("ratio", a likelihood ratio with one reference, after Carlini et al. 2022). 0.5:
it cannot be told. As many learned cases as others of the same site; of regions from the same years, of KTAS from the reported fifth.

${table(
  ["weights", "site", "cases on each side", "loss", "ratio"],
  r.members.map((m) => [m.name, m.site, String(m.cases), said(m.loss), said(m.ratio)]),
)}
`;
}
