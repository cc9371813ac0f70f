import Link from "next/link";
import { plural } from "@/components/format";
import { Section } from "@/components/ui/section";
import { LEVEL_NAMES, LEVELS } from "@/lib/case/level";
import type { DatasetChange } from "@/lib/feedback/dataset";
import { shortDigest } from "@/lib/feedback/dataset-files";
import type { DatasetsCompared } from "@/lib/workflows/learning/datasets";
import { BackToList } from "./one";
import { datasetHref } from "./words";

const CHANGE_WORDS: Readonly<Record<DatasetChange, string>> = {
  weight: "counts otherwise",
  outcomes: "other outcomes known",
  use: "learned from for something else",
};
/** More are counted and not listed. */
const LISTED = 100;
const NUMBER = "py-1.5 pl-3 text-right";

/** Two datasets side by side: their counts as they were, and the cases in which what is left of them differs. */
export function DatasetComparison({ compared: { first, second, diff } }: { compared: DatasetsCompared }) {
  const [a, b] = [shortDigest(first.digest), shortDigest(second.digest)];
  return (
    <>
      <BackToList />
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section title="Counts" aside="of what was learned from">
          <table className="w-full">
            <caption className="sr-only">Cases by level in both datasets</caption>
            <thead>
              <tr className="text-left text-ink-3">
                <th scope="col" className="py-1.5 font-medium">
                  Cases
                </th>
                {[first, second].map((d) => (
                  <th key={d.digest} scope="col" className={`${NUMBER} font-mono font-medium`}>
                    <Link href={datasetHref(d.digest)} className="underline underline-offset-2">
                      {shortDigest(d.digest)}
                    </Link>
                  </th>
                ))}
                <th scope="col" className={`${NUMBER} font-medium`}>
                  Difference
                </th>
              </tr>
            </thead>
            <tbody>
              <Counted name="All" a={first.counts.cases} b={second.counts.cases} />
              {LEVELS.map((l) => (
                <Counted
                  key={l}
                  name={`Level ${l}, ${LEVEL_NAMES[l]}`}
                  a={first.counts.byLevel[l] ?? 0}
                  b={second.counts.byLevel[l] ?? 0}
                />
              ))}
              <Counted name="Outcomes known" a={first.counts.followed} b={second.counts.followed} />
              <Counted name="Withdrawn since" a={first.fallen} b={second.fallen} />
            </tbody>
          </table>
        </Section>
        <Section title="Cases" aside="of what may still be learned from">
          <p>
            {plural(diff.same, "case")} alike in both, {diff.changed.length} in both and not alike,{" "}
            {diff.onlyFirst.length} in {a} alone, {diff.onlySecond.length} in {b} alone.
          </p>
          <Listed
            title="Not alike"
            cases={diff.changed.map(({ id, what }) => ({
              id,
              words: what.map((w) => CHANGE_WORDS[w]).join(", "),
            }))}
          />
          <Listed title={`In ${a} alone`} cases={diff.onlyFirst.map((id) => ({ id, words: "" }))} />
          <Listed title={`In ${b} alone`} cases={diff.onlySecond.map((id) => ({ id, words: "" }))} />
        </Section>
      </div>
    </>
  );
}

function Counted({ name, a, b }: { name: string; a: number; b: number }) {
  const by = b - a;
  return (
    <tr className="border-t border-line/70">
      <th scope="row" className="py-1.5 text-left font-medium">
        {name}
      </th>
      <td className={NUMBER}>{a}</td>
      <td className={NUMBER}>{b}</td>
      <td className={`${NUMBER} ${by === 0 ? "text-ink-3" : "font-medium"}`}>
        {by > 0 ? `+${by}` : by < 0 ? `−${-by}` : 0}
      </td>
    </tr>
  );
}

function Listed({ title, cases }: { title: string; cases: readonly { id: string; words: string }[] }) {
  if (cases.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="cursor-pointer font-medium">
        {title} ({cases.length})
      </summary>
      <ul className="mt-1 columns-2 gap-6 text-[0.93rem]">
        {cases.slice(0, LISTED).map(({ id, words }) => (
          <li key={id} className="break-inside-avoid">
            <Link href={`/console/labels?label=${id}`} className="font-mono text-[0.857rem] underline">
              {id.slice(0, 8)}
            </Link>{" "}
            <span className="text-ink-2">{words}</span>
          </li>
        ))}
      </ul>
      {cases.length > LISTED && <p className="label">and {cases.length - LISTED} more</p>}
    </details>
  );
}
