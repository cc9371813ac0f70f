import Link from "next/link";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { WithdrawnView } from "@/lib/workflows/learning/withdraw-labels";
import { LearnedByList } from "./learned-by";

/** The labels withdrawn last, why, and which versions had learned from them. */
export function WithdrawnLabels({ rows }: { rows: readonly WithdrawnView[] }) {
  return (
    <Section title="Withdrawn labels" className="mt-4" aside={rows.length === 0 ? "none" : "the last ones"}>
      <p className="max-w-[80ch] text-pretty text-ink-2">
        One label is withdrawn, or a patient opts out, on the label’s own page: under{" "}
        <Link href="/console/decisions" className="font-medium text-accent underline underline-offset-2">
          Decisions
        </Link>
        , follow “Yes” in the column Label.
      </p>
      {rows.length > 0 && (
        <ul className="mt-2 divide-y divide-line/70">
          {rows.map((row) => (
            <li key={row.labelId} className="py-2.5">
              <p>
                <Link
                  href={`/console/labels?label=${row.labelId}`}
                  className="font-mono text-[0.93rem] font-medium underline"
                >
                  {row.labelId.slice(0, 8)}
                </Link>{" "}
                {row.why === "opted-out" ? "The patient opted out" : "Withdrawn"},{" "}
                <LocalTime iso={row.at} withDate /> by {row.by}: {row.reason}
              </p>
              <div className="flex flex-wrap gap-x-2 text-ink-2">
                Model versions that learned from it: <LearnedByList versions={row.versions} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
