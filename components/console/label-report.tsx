import { plural } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { Section } from "@/components/ui/section";
import { LEVEL_NAMES } from "@/lib/case/level";
import type { LabelTally } from "@/lib/feedback/label-tally";

/** How many decisions became labels, of which level and from what, and what kept the others out. */
export function LabelReport({ tally, narrowed }: { tally: LabelTally; narrowed: boolean }) {
  if (tally.decisions === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {narrowed ? "No level was decided in these days." : "No level has been decided yet."}
      </p>
    );
  return (
    <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
      <Section
        title="Used"
        aside={`${plural(tally.labels, "label")} of ${plural(tally.decisions, "decision")}`}
      >
        <ByLevel tally={tally} />
      </Section>
      <Section title="Not used" aside={notUsedInBrief(tally)}>
        <NotUsed tally={tally} />
      </Section>
    </div>
  );
}

/** "14 superseded, 3 too late, 2 incomplete" */
export function notUsedInBrief({ notUsed, notKnown }: LabelTally): string {
  const parts = notUsed.filter((r) => r.n > 0).map((r) => `${r.n} ${r.name}`);
  if (notKnown > 0) parts.push(`${notKnown} not known`);
  return parts.join(", ") || "none";
}

const SOURCES = [
  { key: "accept", head: "Accepted" },
  { key: "override", head: "Overridden" },
  { key: "assign", head: "No suggestion" },
] as const;
const NUMBER = "py-1.5 pl-2 text-right sm:pl-3";

function ByLevel({ tally }: { tally: LabelTally }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full max-sm:text-[0.93rem]">
        <caption className="sr-only">Labels by level and by what the clinician did</caption>
        <thead>
          <tr className="text-left text-[0.93rem] text-ink-3">
            <th scope="col" className="py-1.5 font-medium">
              Level decided
            </th>
            {SOURCES.map(({ key, head }) => (
              <th key={key} scope="col" className={`${NUMBER} font-medium`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tally.byLevel.map((row) => (
            <tr key={row.level} className="border-t border-line/70">
              <th scope="row" className="py-1.5 text-left font-medium">
                <span className="flex items-center gap-1.5 sm:gap-2.5">
                  <LevelMark level={row.level} size={24} />
                  <span className="sr-only">Level {row.level}, </span>
                  {LEVEL_NAMES[row.level]}
                </span>
              </th>
              {SOURCES.map(({ key }) => (
                <td key={key} className={`${NUMBER} ${row[key] === 0 ? "text-ink-3" : "font-medium"}`}>
                  {row[key]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NotUsed({ tally }: { tally: LabelTally }) {
  return (
    <dl className="divide-y divide-line/70">
      {tally.notUsed.map(({ code, name, words, n }) => (
        <Row key={code} name={name} words={words} n={n} />
      ))}
      {tally.notKnown > 0 && (
        <Row
          name="not known"
          words="Decided before OpenAcuity kept why a decision was not used."
          n={tally.notKnown}
        />
      )}
    </dl>
  );
}

function Row({ name, words, n }: { name: string; words: string; n: number }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5">
      <dt>
        <span className={`font-medium first-letter:uppercase inline-block ${n === 0 ? "text-ink-3" : ""}`}>
          {name}
        </span>
        <span className="block text-[0.93rem] text-pretty text-ink-2">{words}</span>
      </dt>
      <dd className={`text-[1.14rem] font-semibold ${n === 0 ? "text-ink-3" : ""}`}>{n}</dd>
    </div>
  );
}
