import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { siteLines } from "./site-lines";

const KINDS = { code: "Measurement", unit: "Unit", class: "Kind of visit" } as const;
const HEADS = ["What", "Code", "System", "Visits", "Readings", "Last sent", "In the file"];

/** Codes and units the EHR sent and nobody here understands, the commonest first, with what to write into the settings file. */
export function NotUnderstood({ site }: { site: EhrSiteView }) {
  const lines = siteLines(site.issuer, site.unknown);
  return (
    <section aria-labelledby="not-understood" className="space-y-4">
      <h2 id="not-understood" className="text-[1.14rem] font-semibold">
        Codes and units not understood
      </h2>
      {site.unknown.length === 0 ? (
        <p className="text-ink-2">Nothing so far: everything the EHR sent for triage could be read.</p>
      ) : (
        <>
          <p className="max-w-[70ch] text-ink-2">
            Readings under these codes are not used, and the patient's page says so. Counts only; nothing of
            patients is kept here.
          </p>
          <div className="overflow-x-auto rounded-lg border border-line bg-surface">
            <table className="w-full">
              <caption className="sr-only">Codes and units not understood, most visits first</caption>
              <ColumnHeads heads={HEADS} className={TABLE_HEAD} />
              <tbody>
                {site.unknown.map((row) => (
                  <tr key={`${row.kind} ${row.system} ${row.code}`} className="hover:bg-hover">
                    <td className={TABLE_CELL}>{KINDS[row.kind]}</td>
                    <th scope="row" className={`${TABLE_CELL} font-mono text-[0.93rem] font-medium`}>
                      {row.code}
                    </th>
                    <td className={`${TABLE_CELL} text-ink-2 [overflow-wrap:anywhere]`}>
                      {row.of ? `for ${row.of.toLowerCase()}` : row.system || "none given"}
                    </td>
                    <td className={TABLE_CELL}>{row.visits}</td>
                    <td className={TABLE_CELL}>{row.readings}</td>
                    <td className={`${TABLE_CELL} whitespace-nowrap text-ink-2`}>
                      <LocalTime iso={row.lastAt} withDate />
                    </td>
                    <td className={TABLE_CELL}>{row.mapped ? "Yes, since then" : "No"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {lines && (
        <div className="space-y-2">
          <p className="max-w-[70ch]">
            To have them read, put these lines into the file that <code>EHR_SITE_FILE</code> names
            {site.hasFile ? "" : " (no file is set yet)"}, write what each means in place of the question
            marks, take out what triage does not need, and start OpenAcuity again. Of a kind of visit, keep
            only emergency visits.
          </p>
          <section
            aria-label="Lines for the settings file"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it.
            tabIndex={0}
            className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-4 text-[0.93rem]"
          >
            <pre>{lines}</pre>
          </section>
          <details className="text-ink-2">
            <summary className="cursor-pointer font-medium">What a measurement may be mapped to</summary>
            <ul className="mt-2 grid gap-x-8 gap-y-1 md:grid-cols-2">
              {site.measures.map(({ loinc, label }) => (
                <li key={loinc}>
                  <code className="font-medium">{loinc}</code> {label}
                </li>
              ))}
            </ul>
          </details>
        </div>
      )}
    </section>
  );
}
