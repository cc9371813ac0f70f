import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";

/** What the EHR's server says of itself, and how it has to be asked and written to. Learned by asking, never set by hand. */
export function ServerFacts({ facts }: Pick<EhrSiteView, "facts">) {
  const searches = Object.entries(facts?.searches ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { says, writeBack } = facts ?? {};
  return (
    <section aria-labelledby="server" className="space-y-4">
      <h2 id="server" className="text-[1.14rem] font-semibold">
        The server
      </h2>
      <p className="max-w-[70ch] text-ink-2">
        {says
          ? `It calls itself ${says.software ?? "nothing in particular"}${says.fhirVersion ? `, FHIR ${says.fhirVersion}` : ""}.`
          : "It has not said yet what it is."}{" "}
        Servers differ in the questions they answer. What one refuses is asked in the next way, and the way
        that works is kept.
      </p>
      {searches.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full">
            <caption className="sr-only">How each part of a record is asked for</caption>
            <ColumnHeads heads={["What is read", "How it is asked for"]} className={TABLE_HEAD} />
            <tbody>
              {searches.map(([question, way]) => (
                <tr key={question} className="hover:bg-hover">
                  <th scope="row" className={`${TABLE_CELL} font-medium`}>
                    {question}
                  </th>
                  <td className={TABLE_CELL}>{way}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <WriteBack writeBack={writeBack} />
    </section>
  );
}

type WriteBackFacts = NonNullable<EhrSiteView["facts"]>["writeBack"];

function WriteBack({ writeBack }: { writeBack: WriteBackFacts | undefined }) {
  if (!writeBack) return <p className="text-ink-2">No decision has been written to it yet.</p>;
  const parts = Object.entries(writeBack.parts);
  const replaced = writeBack.replaced;
  return (
    <>
      <p>
        Decisions are written {writeBack.way === "transaction" ? "all at once" : "one resource after another"}{" "}
        (last on <LocalTime iso={writeBack.at} withDate />
        ).
      </p>
      <ul className="max-w-[70ch] list-disc space-y-1 pl-5">
        {parts.map(([type, outcome]) => (
          <li key={type}>
            {PARTS[type] ?? type}: {outcome === "taken" ? "taken" : `refused (status ${outcome})`}
          </li>
        ))}
        {replaced !== undefined && (
          <li>
            Marking a level as replaced: {replaced === "taken" ? "taken" : `refused (status ${replaced})`}
          </li>
        )}
      </ul>
    </>
  );
}

const PARTS: Readonly<Record<string, string>> = {
  Observation: "The clinician's level (Observation)",
  RiskAssessment: "The suggestion (RiskAssessment)",
  Device: "Which model that was (Device)",
  Provenance: "Who is answerable (Provenance)",
};
