import Link from "next/link";
import type { ReactNode } from "react";
import { plural } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES, LEVELS, type Level } from "@/lib/case/level";
import { AGE_GROUPS, type CaseFilter } from "@/lib/feedback/dataset";
import { EXPORT_FORMATS, type ExportFormat, shortDigest } from "@/lib/feedback/dataset-files";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import type { DatasetCaseRow, DatasetView, OneDataset } from "@/lib/workflows/learning/datasets";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { datasetHref, OUTCOME_WORDS, SOURCE_WORDS } from "./words";

const FORMAT_WORDS: Readonly<Record<ExportFormat, string>> = {
  jsonl: "JSON Lines",
  parquet: "Parquet",
  huggingface: "Hugging Face folder (ZIP)",
};

type Props = { dataset: OneDataset; filter: CaseFilter; others: readonly DatasetView[] };

/** One dataset: what it is, what is in it, and what may still be taken from it. */
export function DatasetPage({ dataset, filter, others }: Props) {
  return (
    <>
      <BackToList />
      <State dataset={dataset} />
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section
          title={`Dataset ${shortDigest(dataset.digest)}`}
          aside={plural(dataset.counts.cases, "case")}
        >
          <About dataset={dataset} />
        </Section>
        <Section title="By group" aside="of what was learned from">
          <Groups dataset={dataset} />
        </Section>
      </div>
      <div className="my-4 flex flex-wrap items-end gap-x-8 gap-y-3">
        {dataset.mayExport && <Exports digest={dataset.digest} />}
        {others.length > 0 && <CompareForm digest={dataset.digest} others={others} />}
      </div>
      <Cases dataset={dataset} filter={filter} />
    </>
  );
}

export const BackToList = () => (
  <p className="mb-3">
    <Link href="/console/datasets" className="font-medium text-accent underline underline-offset-2">
      All datasets
    </Link>
  </p>
);

function State({ dataset }: { dataset: OneDataset }) {
  const { fallen, unreadable, verified } = dataset;
  if (fallen > 0)
    return (
      <Notice
        tone="warn"
        className="mb-4"
        title={`${plural(fallen, "case")} of it may not be learned from any more.`}
      >
        Withdrawn, of a patient who opted out, or of a reader held back. The dataset stays on record as it
        was, may not be trained on any more, and what is shown and saved of it leaves{" "}
        {fallen === 1 ? "that case" : "those cases"} out.
      </Notice>
    );
  if (unreadable > 0)
    return (
      <Notice tone="warn" className="mb-4" title={`${plural(unreadable, "case")} of it cannot be read.`}>
        The log names them. What is shown and saved of it leaves them out.
      </Notice>
    );
  if (verified) return null;
  return (
    <Notice tone="info" className="mb-4" title="Outcomes of some cases were taken out since.">
      The EHR says that their visits are another patient’s. The levels are those that were learned from.
    </Notice>
  );
}

function About({ dataset }: { dataset: OneDataset }) {
  const { counts, rules, runs } = dataset;
  return (
    <dl className="grid gap-y-1">
      <Fact term="Content, SHA-256">
        <span className="font-mono text-[0.857rem] break-all">{dataset.digest}</span>
        {dataset.verified && <span className="text-ink-2"> ✓ verified: it is what was learned from</span>}
      </Fact>
      <Fact term="Made">
        <LocalTime iso={dataset.madeAt} withDate />, run asked for by {dataset.madeBy}
      </Fact>
      <Fact term="Learned from by">
        {runs.map((r) => (
          <Link key={r.id} href="/console/runs" className="mr-2 underline underline-offset-2">
            {r.version ?? "a run"}
          </Link>
        ))}
      </Fact>
      <Fact term="Labels up to">
        <LocalTime iso={rules.until} withDate />
      </Fact>
      <Fact term="Starting from">
        {rules.parent}: what it and its ancestors had learned is not in it, but for outcomes that came later (
        {counts.outcomesOnly})
      </Fact>
      <Fact term="To choose from">
        {plural(rules.given, "label")}, {rules.keptApart} kept apart for measuring, {rules.leftOut} not usable
        any more by then
      </Fact>
      <Fact term="Counted as">
        {counts.weight.toFixed(1)} cases, by the weights of eligibility, readers and influence
      </Fact>
      <Fact term="Outcomes">
        known for {counts.followed}
        {OUTCOMES.filter((o) => counts.outcomes[o].yes > 0)
          .map((o) => `, ${OUTCOME_WORDS[o].toLowerCase()} ${counts.outcomes[o].yes}`)
          .join("")}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-3 sm:grid-cols-[9.5rem_1fr]">
      <dt className="label">{term}</dt>
      <dd className="text-pretty">{children}</dd>
    </div>
  );
}

function Groups({ dataset: { counts } }: { dataset: OneDataset }) {
  const groups: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
    ["Level", LEVELS.map((l) => [`${l}, ${LEVEL_NAMES[l]}`, counts.byLevel[l] ?? 0])],
    ["Age, years", AGE_GROUPS.map((a) => [a, counts.byAge[a] ?? 0])],
    ["Sex", Object.entries(counts.bySex)],
    ["Arrival", Object.entries(counts.byArrival)],
    [
      "Decision",
      Object.entries(SOURCE_WORDS).map(([kind, words]) => [words, counts.bySource[kind] ?? 0] as const),
    ],
  ];
  return (
    <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
      {groups.map(([name, values]) => (
        <table key={name} className="w-full self-start">
          <caption className="label text-left">{name}</caption>
          <tbody>
            {values.map(([value, n]) => (
              <tr key={value} className="border-t border-line/70">
                <th scope="row" className="py-1 text-left font-normal">
                  {value}
                </th>
                <td className={`py-1 text-right ${n === 0 ? "text-ink-3" : "font-medium"}`}>{n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Exports({ digest }: { digest: string }) {
  return (
    <div>
      <h2 className="label mb-1">Save the de-identified cases (goes on record)</h2>
      <div className="flex flex-wrap gap-2">
        {EXPORT_FORMATS.map((format) => (
          <a
            key={format}
            download
            className={buttonClass("secondary", "small")}
            href={`/console/datasets/export?${new URLSearchParams({ dataset: digest, format })}`}
          >
            {FORMAT_WORDS[format]}
          </a>
        ))}
      </div>
    </div>
  );
}

const FIELD = "h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2";

function CompareForm({ digest, others }: { digest: string; others: readonly DatasetView[] }) {
  return (
    <form method="get" action="/console/datasets" className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="dataset" value={digest} />
      <label className="flex items-center gap-2">
        <span className="text-ink-2">Compare with</span>
        <select name="with" className={FIELD}>
          {others.map((d) => (
            <option key={d.digest} value={d.digest}>
              {shortDigest(d.digest)} of {d.madeAt.slice(0, 10)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttonClass("secondary", "small")}>
        Compare
      </button>
    </form>
  );
}

function Cases({ dataset, filter }: { dataset: OneDataset; filter: CaseFilter }) {
  return (
    <>
      <Filter digest={dataset.digest} filter={filter} />
      {dataset.rows.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {dataset.counts.cases > dataset.fallen
            ? "No case of it is like that."
            : "None of its cases may be learned from any more."}
        </p>
      ) : (
        <CaseTable rows={dataset.rows} digest={dataset.digest} open={dataset.mayExport} />
      )}
      <Pages dataset={dataset} filter={filter} />
    </>
  );
}

function Filter({ digest, filter }: { digest: string; filter: CaseFilter }) {
  const narrowed = Object.values(filter).some((v) => v !== undefined);
  return (
    <form
      method="get"
      action="/console/datasets"
      aria-label="Cases"
      className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2"
    >
      <input type="hidden" name="dataset" value={digest} />
      <Choice
        name="level"
        label="Level"
        value={filter.level}
        options={LEVELS.map((l) => [String(l), `${l}`])}
      />
      <Choice name="source" label="Decision" value={filter.source} options={Object.entries(SOURCE_WORDS)} />
      <Choice name="age" label="Age" value={filter.age} options={AGE_GROUPS.map((a) => [a, a])} />
      <Choice
        name="outcome"
        label="Happened"
        value={filter.outcome}
        options={Object.entries(OUTCOME_WORDS)}
      />
      <button type="submit" className={buttonClass("secondary", "small")}>
        Filter
      </button>
      {narrowed && (
        <a href={datasetHref(digest)} className="font-medium text-accent underline">
          Show all
        </a>
      )}
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string | number | undefined;
  options: readonly (readonly [string, string])[];
};
function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <label className="flex items-center gap-2">
      <span className="text-ink-2">{label}</span>
      <select name={name} defaultValue={value === undefined ? "" : String(value)} className={FIELD}>
        <option value="">Any</option>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

type TableProps = { rows: readonly DatasetCaseRow[]; digest: string; open: boolean };
function CaseTable({ rows, digest, open }: TableProps) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">Cases of the dataset</caption>
        <ColumnHeads
          heads={["Case", "Level", "Suggested", "Decision", "Age", "Counts", "What became of the patient"]}
          className={TABLE_HEAD}
        />
        <tbody>
          {rows.map((c) => (
            <tr key={c.id} className="hover:bg-hover">
              <th scope="row" className={`${TABLE_CELL} font-mono text-[0.857rem] font-normal`}>
                {open ? (
                  <Link
                    href={datasetHref(digest, { case: c.id })}
                    prefetch={false}
                    className="underline underline-offset-2"
                  >
                    {c.id.slice(0, 8)}
                  </Link>
                ) : (
                  c.id.slice(0, 8)
                )}
              </th>
              <td className={TABLE_CELL}>
                <LevelCell level={c.level} />
              </td>
              <td className={TABLE_CELL}>
                {c.assessedLevel ? (
                  <LevelCell level={c.assessedLevel} />
                ) : (
                  <span className="text-ink-3">None</span>
                )}
              </td>
              <td className={TABLE_CELL}>{c.source ? SOURCE_WORDS[c.source] : ""}</td>
              <td className={TABLE_CELL}>{c.age}</td>
              <td className={TABLE_CELL}>{c.outcomesOnly ? "outcome alone" : `× ${c.weight.toFixed(2)}`}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {c.happened.map((o) => OUTCOME_WORDS[o]).join(", ") || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelCell({ level }: { level: Level }) {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={22} />
      <span className="sr-only">Level {level}, </span>
      {LEVEL_NAMES[level]}
    </span>
  );
}

function Pages({ dataset, filter }: { dataset: OneDataset; filter: CaseFilter }) {
  const { page, pages, matching, digest } = dataset;
  const to = (n: number) =>
    datasetHref(digest, {
      ...Object.fromEntries(
        Object.entries(filter).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])),
      ),
      page: String(n),
    });
  return (
    <nav aria-label="Pages of cases" className="mt-4 flex items-center justify-between gap-4">
      <p className="label">
        {plural(matching, "case")}
        {pages > 1 && `, page ${page} of ${pages}`}
      </p>
      <div className="flex gap-2">
        {page > 1 && (
          <Link className={buttonClass("secondary", "small")} href={to(page - 1)} rel="prev">
            Previous
          </Link>
        )}
        {page < pages && (
          <Link className={buttonClass("secondary", "small")} href={to(page + 1)} rel="next">
            Next
          </Link>
        )}
      </div>
    </nav>
  );
}
