// Puts the shipped model's figures into the README, from the file that `npm run triage -- evaluate` wrote beside it.
// `--check` fails when the README says something else than was measured.
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { metricSetsSchema } from "@/lib/registry/metric-set";
import { crossValidationName } from "@/lib/training/ktas/cross-validation";

const README = "README.md";
const DIR = "models/openacuity-triage";
const START = "<!-- figures -->";
const END = "<!-- /figures -->";

const expertFigures = z.object({
  count: z.number(),
  accuracy: z.number(),
  kappa: z.number(),
  sensitivity12: z.number(),
  underTriage: z.number(),
});
const contenderSchema = z.object({
  name: z.string(),
  figures: z.object({
    cases: z.number(),
    figures: z.array(z.object({ name: z.string(), value: z.number().nullable() })),
  }),
});
const rowSchema = z.object({
  visits: z.number(),
  called: z.number(),
  found: z.array(
    z.object({
      outcome: z.string(),
      patients: z.number(),
      nurses: z.number(),
      model: z.number(),
      boosted: z.number().nullable(),
    }),
  ),
});
const evaluationSchema = z.object({
  twin: z.object({ digest: z.string() }).optional(),
  outcomes: z
    .object({
      outcomes: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          contenders: z.array(contenderSchema),
          charted: z.array(contenderSchema),
        }),
      ),
      found: z.object({ rows: z.array(rowSchema) }).nullable(),
    })
    .nullish(),
  ktas: z.object({
    folds: z.number(),
    repeats: z.number().optional(),
    balanced: expertFigures,
    nurse: expertFigures,
  }),
});

const percent = (v: number | null | undefined) =>
  v === null || v === undefined ? "-" : `${(100 * v).toFixed(1)} %`;
const plain = (v: number | null | undefined) => (v === null || v === undefined ? "-" : v.toFixed(3));

/** The README's tables, as Markdown. */
export function renderFigures(): string {
  const sets = metricSetsSchema.parse(JSON.parse(readFileSync(`${DIR}/metrics.json`, "utf8")));
  const {
    ktas: expert,
    twin,
    outcomes,
  } = evaluationSchema.parse(JSON.parse(readFileSync(`${DIR}/evaluation.json`, "utf8")));
  const set = (part: string) => sets.find((s) => s.dataset.includes(part));
  const figure = (part: string, name: string) => set(part)?.figures.find((f) => f.name === name)?.value;
  const policies = ["balanced", "safety-first"];
  const row = (label: string, name: string, format = percent) =>
    `| ${label} | ${policies.map((p) => format(figure(p, name))).join(" | ")} |`;
  const { balanced, nurse } = expert;
  return [
    ...(twin
      ? [
          "The shipped model has learned from the reported visits as well. Its twin, trained by the same recipe without them, was measured in its place; the figures against experts are its own, by cross-validation.",
          "",
        ]
      : []),
    `**Against the level charted**, ${set("balanced")?.cases} visits (${datasetOf(set("balanced"))}), under the two decision policies in the model's calibration.json (the app uses balanced):`,
    "",
    "| | balanced | safety-first |",
    "|---|---|---|",
    row("same level", "Accuracy"),
    row("within one level", "Within one level"),
    row("quadratic-weighted kappa", "Quadratic-weighted kappa", plain),
    row("found of level 1 and 2", "Sensitivity, levels 1-2"),
    row("shown too low", "Under-triage"),
    row("shown far too low", "Severe under-triage"),
    row("AUROC, level 1-2 against the rest", "AUROC, levels 1-2", plain),
    row("calibration error", "Calibration error", plain),
    row("charted level within the prediction set", "Prediction set coverage"),
    "",
    `**Against experts**, ${balanced.count} visits of two Korean departments (KTAS), ${crossValidationName(expert)}, beside the nurse at the door:`,
    "",
    "| | model | nurse |",
    "|---|---|---|",
    `| same level | ${percent(balanced.accuracy)} | ${percent(nurse.accuracy)} |`,
    `| quadratic-weighted kappa | ${plain(balanced.kappa)} | ${plain(nurse.kappa)} |`,
    `| found of level 1 and 2 | ${percent(balanced.sensitivity12)} | ${percent(nurse.sensitivity12)} |`,
    `| shown too low | ${percent(balanced.underTriage)} | ${percent(nurse.underTriage)} |`,
    ...happenedLines(outcomes),
  ].join("\n");
}

const datasetOf = (set: { readonly dataset: string } | undefined): string =>
  set?.dataset.replace(/, [\w-]+ policy$/, "") ?? "-";

type Outcomes = NonNullable<z.infer<typeof evaluationSchema>["outcomes"]>;

/** What happened to the patients of 2019, and how many of the worst the nurses and the model had called urgent. */
function happenedLines(happened: Outcomes | null | undefined): string[] {
  if (!happened) return [];
  const auroc = (of: Outcomes["outcomes"][number]["charted"], name: string) =>
    plain(of.find((c) => c.name === name)?.figures.figures.find((f) => f.name.startsWith("AUROC"))?.value);
  const boosted = happened.outcomes.some((o) => o.charted.some((c) => c.name === "gradient boosting"));
  const by = ["charted level", "model", ...(boosted ? ["gradient boosting"] : [])];
  const [all] = happened.found?.rows ?? [];
  return [
    "",
    "**Against what happened**, visits of 2019 with a charted level (NHAMCS): AUROC of the level that the department charted, and of the model's own risk:",
    "",
    `| | ${by.join(" | ")} |`,
    `|---|${by.map(() => "---|").join("")}`,
    ...happened.outcomes.map((o) => `| ${o.name} | ${by.map((n) => auroc(o.charted, n)).join(" | ")} |`),
    ...(all
      ? [
          "",
          `The nurses called ${all.called} of ${all.visits} patients level 1-2. When the model may call as many and not one more, it finds:`,
          "",
          "| of those with | patients | nurses | model |",
          "|---|---|---|---|",
          ...all.found.map(
            (f) =>
              `| ${f.outcome} | ${f.patients} | ${percent(f.nurses / f.patients)} | ${percent(f.model / f.patients)} |`,
          ),
        ]
      : []),
  ];
}

export function withFigures(readme: string, figures: string): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${README} lacks ${START} … ${END}`);
  return `${before}${START}\n\n${figures}\n\n${END}${after}`;
}

if (process.argv[1]?.endsWith("readme-figures.ts")) {
  const text = readFileSync(README, "utf8");
  const wanted = withFigures(text, renderFigures());
  if (!process.argv.includes("--check")) writeFileSync(README, wanted);
  else if (text !== wanted) {
    console.error(`${README} and the model's figures differ: run "npm run readme:figures"`);
    process.exit(1);
  }
}
