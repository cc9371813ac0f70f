import Link from "next/link";
import type { ReactNode } from "react";
import { formatAgeLong } from "@/components/format";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES } from "@/lib/case/level";
import { shortDigest } from "@/lib/feedback/dataset-files";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import type { OneCase } from "@/lib/workflows/learning/datasets";
import { LearnedByList } from "../learned-by";
import { ANSWER_WORDS, BAND_WORDS, datasetHref, OUTCOME_WORDS, SOURCE_WORDS } from "./words";

/** One case as it was learned from, and its history. */
export function DatasetCaseCard({ digest, one }: { digest: string; one: OneCase }) {
  const { case: c, row, label } = one;
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-4 font-medium text-accent underline underline-offset-2">
        <Link href={datasetHref(digest)}>Dataset {shortDigest(digest)}</Link>
        <Link href={`/console/labels?label=${row.id}`}>Withdraw, or see the label</Link>
      </p>
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section title={`Case ${row.id.slice(0, 8)}`} aside="without what identifies the patient">
          <dl className="grid gap-y-1">
            <Fact term="Patient">
              {formatAgeLong(c.ageYears)}, {c.sex}, arrival {c.arrival}
              {c.injury === true && ", injured"}
            </Fact>
            <Fact term="Complaint">{c.complaint ?? "–"}</Fact>
            <Fact term="Note">{c.note ?? "–"}</Fact>
            <Fact term="History">{c.history.join(", ") || "–"}</Fact>
            <Fact term="Vital signs">{c.vitals.map((v) => `${v.label} ${v.text}`).join(", ") || "–"}</Fact>
            <Fact term="Level">
              {row.level}, {LEVEL_NAMES[row.level]}
              {row.source && ` (${SOURCE_WORDS[row.source].toLowerCase()})`}
            </Fact>
            <Fact term="Suggested">
              {row.assessedLevel ? `${row.assessedLevel}, ${LEVEL_NAMES[row.assessedLevel]}` : "none"}
            </Fact>
            <Fact term="Counted">
              {row.outcomesOnly ? "for its outcome alone" : `× ${row.weight.toFixed(2)}`}
            </Fact>
          </dl>
        </Section>
        <Section title="Its history" aside={`label made ${label.createdAt.slice(0, 10)}`}>
          <h3 className="font-semibold">Datasets</h3>
          <ul>
            {one.datasets.map((d) => (
              <li key={d}>
                <Link href={datasetHref(d)} className="font-mono underline underline-offset-2">
                  {shortDigest(d)}
                </Link>
              </li>
            ))}
          </ul>
          <h3 className="mt-3 font-semibold">Model versions that learned from it</h3>
          <LearnedByList versions={label.versions} />
          <h3 className="mt-3 font-semibold">What the EHR said became of the patient</h3>
          {one.outcomes.length === 0 ? (
            <p className="text-ink-2">Nothing yet.</p>
          ) : (
            <ol className="space-y-2">
              {one.outcomes.map((o) => (
                <li key={o.at}>
                  <p className="label">
                    <LocalTime iso={o.at} withDate />
                    {o.inForce ? "" : ", replaced since"}
                  </p>
                  <p className="text-pretty">
                    {OUTCOMES.map((q) => {
                      const band = o.outcomes.within[q];
                      return `${OUTCOME_WORDS[q]}: ${ANSWER_WORDS[o.outcomes.answers[q]]}${band ? `, ${BAND_WORDS[band]}` : ""}`;
                    }).join("; ")}
                  </p>
                </li>
              ))}
            </ol>
          )}
        </Section>
      </div>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-3 sm:grid-cols-[7rem_1fr]">
      <dt className="label">{term}</dt>
      <dd className="text-pretty whitespace-pre-line">{children}</dd>
    </div>
  );
}
