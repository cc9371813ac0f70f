import { strToU8, zipSync } from "fflate";
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";
import { VITALS } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { DecisionKind } from "@/lib/decision/decision";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import type { DatasetCase, DatasetCounts, DatasetRules } from "./dataset";

/** A dataset as it is taken away: rows of what is left of it, and what it was. */
export type DatasetExport = {
  readonly digest: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly rules: DatasetRules;
  readonly counts: DatasetCounts;
  /** Versions that learned from it. */
  readonly versions: readonly string[];
  readonly cases: readonly ExportedCase[];
  /** Cases of it that may not be learned from any more, and are not among the rows. */
  readonly withdrawn: number;
  /** Whether the content was found to be, to the bit, what was learned from; it cannot be told once something is withdrawn. */
  readonly verified: boolean;
};
export type ExportedCase = DatasetCase & {
  readonly source: DecisionKind | null;
  readonly assessedLevel: Level | null;
};

export const EXPORT_FORMATS = ["jsonl", "parquet", "huggingface"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Short enough to be said, long enough to tell datasets apart. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

type Cell = string | number | boolean | null;
type Column = { readonly name: string; readonly type: BasicType; readonly of: (c: ExportedCase) => Cell };

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const text = (name: string, of: (c: ExportedCase) => string | null | undefined): Column => ({
  name,
  type: "STRING",
  of: (c) => of(c) ?? null,
});
const whole = (name: string, of: (c: ExportedCase) => number | null | undefined): Column => ({
  name,
  type: "INT32",
  of: (c) => of(c) ?? null,
});
const number = (name: string, of: (c: ExportedCase) => number | null | undefined): Column => ({
  name,
  type: "DOUBLE",
  of: (c) => of(c) ?? null,
});
const yesNo = (name: string, of: (c: ExportedCase) => boolean | null | undefined): Column => ({
  name,
  type: "BOOLEAN",
  of: (c) => of(c) ?? null,
});

/** Every field there is; null: not known. Picked by name: what a case may hold one day is not exported by itself. */
export const COLUMNS: readonly Column[] = [
  text("id", (c) => c.id),
  whole("level", (c) => c.level),
  whole("suggested_level", (c) => c.assessedLevel),
  text("source", (c) => c.source),
  number("weight", (c) => c.weight),
  yesNo("outcomes_only", (c) => c.outcomesOnly === true),
  number("age_years", (c) => c.case.ageYears),
  text("sex", (c) => c.case.sex),
  text("arrival_mode", (c) => c.case.arrivalMode),
  yesNo("injury", (c) => c.case.injury),
  text("chief_complaint", (c) => c.case.chiefComplaint),
  text("note", (c) => c.case.note),
  { name: "history", type: "STRING", of: (c) => (c.case.history ? JSON.stringify(c.case.history) : null) },
  ...VITALS.map(({ key }) => number(snake(key), (c) => c.case.vitals?.[key])),
  text("consciousness", (c) => c.case.vitals?.consciousness),
  yesNo("on_oxygen", (c) => c.case.vitals?.onOxygen),
  number("oxygen_flow", (c) => c.case.vitals?.oxygenFlow),
  number("inspired_oxygen", (c) => c.case.vitals?.inspiredOxygen),
  ...OUTCOMES.flatMap((o) => [
    text(`outcome_${snake(o)}`, (c) => c.outcomes?.answers[o]),
    text(`outcome_${snake(o)}_within`, (c) => c.outcomes?.within[o]),
  ]),
];

/** One JSON object a line, in UTF-8. */
export const toJsonLines = (cases: readonly ExportedCase[]): string =>
  cases
    .map((c) => `${JSON.stringify(Object.fromEntries(COLUMNS.map((col) => [col.name, col.of(c)])))}\n`)
    .join("");

export function toParquet(e: DatasetExport): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: COLUMNS.map(({ name, type, of }) => ({ name, type, data: e.cases.map(of), nullable: true })),
    kvMetadata: [{ key: "openacuity.dataset", value: JSON.stringify(descriptionOf(e)) }],
    createdBy: "OpenAcuity",
  });
  return new Uint8Array(buffer);
}

/** What a dataset is, without its rows. */
export function descriptionOf({ cases, ...about }: DatasetExport): Record<string, unknown> {
  return { ...about, rows: cases.length, fields: COLUMNS.map((c) => c.name) };
}

/** A folder as Hugging Face's `datasets` loads it (huggingface.co/docs/hub/datasets-cards), as a ZIP file. */
export function toHuggingFace(e: DatasetExport): Uint8Array {
  const folder = `openacuity-${shortDigest(e.digest)}`;
  return zipSync(
    {
      [`${folder}/README.md`]: strToU8(card(e)),
      [`${folder}/dataset.json`]: strToU8(`${JSON.stringify(descriptionOf(e), null, 2)}\n`),
      [`${folder}/data/train-00000-of-00001.parquet`]: toParquet(e),
    },
    // The same dataset makes the same file.
    { mtime: new Date(e.madeAt) },
  );
}

const sizeCategory = (n: number): string => (n < 1_000 ? "n<1K" : n < 10_000 ? "1K<n<10K" : "10K<n<100K");

function card(e: DatasetExport): string {
  const { counts, rules } = e;
  const table = (title: string, values: Readonly<Record<string, number>>) =>
    `| ${title} | cases |\n|---|---|\n${Object.entries(values)
      .map(([name, n]) => `| ${name} | ${n} |`)
      .join("\n")}`;
  return `---
license: other
license_name: site-internal
pretty_name: OpenAcuity labels ${shortDigest(e.digest)}
language: [en]
task_categories: [tabular-classification, text-classification]
tags: [triage, emergency-medicine]
size_categories: [${sizeCategory(e.cases.length)}]
configs:
  - config_name: default
    data_files:
      - split: train
        path: data/train-*.parquet
---
# OpenAcuity labels ${shortDigest(e.digest)}

Decisions of one site's clinicians that a model version learned from, without what identifies the patients, with what became of them as far
as it is known. **Not public**: de-identification is not perfect, and the site's rules for such data hold.

| | |
|---|---|
| content, sha256 | \`${e.digest}\` |
| learned from | ${e.madeAt.slice(0, 10)}, run asked for by ${e.madeBy} |
| by | ${e.versions.join(", ") || "no version that is still registered"} |
| labels up to | ${rules.until} |
| starting from | version ${rules.parent}: what it and its ancestors had learned is not in it, but for outcomes that came later |
| to choose from | ${rules.given} labels, ${rules.keptApart} of them kept apart for measuring, ${rules.leftOut} not usable any more by then |
| cases then | ${counts.cases}, ${counts.outcomesOnly} of them for their outcome alone |
| rows here | ${e.cases.length} |

${
  e.withdrawn > 0
    ? `**${e.withdrawn} of its cases were withdrawn or held back since.** They are not among the rows, and the dataset may not be trained on any more.`
    : e.verified
      ? "The rows are, to the bit, what was learned from."
      : "Outcomes of some cases were taken out since: the rows are not all that was learned from."
}

The counts below are of what was learned from.

${table("level", counts.byLevel)}

${table("age, years", counts.byAge)}

${table("sex", counts.bySex)}

${table("arrival", counts.byArrival)}

${table("decision", counts.bySource)}

Fields: ages in years (90 for the oldest), vital signs per minute, mmHg, degrees Celsius and %, \`history\` a JSON list, \`weight\` how much the
case counted. \`outcome_…\` is yes, no, not-known or does-not-apply, and \`…_within\` how long after arrival.
`;
}
