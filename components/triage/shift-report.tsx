import Link from "next/link";
import { formatMinutes, plural } from "@/components/format";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { PrintButton } from "@/components/ui/print-button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES } from "@/lib/case/level";
import { SHIFT_HOURS, type ShiftHours, type ShiftReport, TRIAGED_WITHIN } from "@/lib/monitoring/shift";
import { LevelMark } from "./level-mark";

const HEAD =
  "border-b border-line-strong px-3 py-1.5 text-right font-medium text-ink-3 first:pl-0 first:text-left last:pr-0";
const CELL = "border-b border-line px-3 py-1.5 text-right first:pl-0 first:text-left last:pr-0";
const minutes = (m: number | null): string => (m === null ? "–" : formatMinutes(m));

/** A shift on one page, to be read and printed. */
export function ShiftReportPage({ report, hours }: { report: ShiftReport; hours: ShiftHours }) {
  const { decisions, secondLooks } = report;
  return (
    <div className="mx-auto w-full max-w-[64rem] space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <div>
          <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">Shift report</h1>
          <p className="text-ink-2">
            <LocalTime iso={report.from} withDate /> to <LocalTime iso={report.to} withDate />
          </p>
        </div>
        <nav aria-label="How far back" className="no-print ml-auto flex flex-wrap items-center gap-2">
          {SHIFT_HOURS.map((h) => (
            <Link
              key={h}
              href={`/desk/report?hours=${h}`}
              aria-current={h === hours ? "page" : undefined}
              className={buttonClass(h === hours ? "primary" : "secondary", "small")}
            >
              {h} h
            </Link>
          ))}
          <PrintButton />
        </nav>
      </div>
      <Section title="Arrivals and waits" aside={plural(report.arrivals, "arrival")}>
        <div className="overflow-x-auto">
          <table className="w-full border-collapse">
            <ColumnHeads
              heads={[
                "Level",
                "Arrived",
                "Decided",
                "Median to level",
                "Longest",
                `Within ${TRIAGED_WITHIN} min`,
              ]}
              className={HEAD}
            />
            <tbody>
              {report.byLevel.map((row) => (
                <tr key={row.level}>
                  <th scope="row" className={`${CELL} font-normal`}>
                    <span className="flex items-center gap-2">
                      <LevelMark level={row.level} size={20} />
                      {row.level === null
                        ? "No level"
                        : `${row.level}, ${LEVEL_NAMES[row.level].toLowerCase()}`}
                    </span>
                  </th>
                  <td className={CELL}>{row.arrived}</td>
                  <td className={CELL}>{row.decided}</td>
                  <td className={CELL}>{minutes(row.median)}</td>
                  <td className={CELL}>{minutes(row.longest)}</td>
                  <td className={CELL}>{row.timed === 0 ? "–" : `${row.inTime} of ${row.timed}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="mt-2 text-[0.93rem] text-ink-3">
          From arrival as the EHR has it to the first decided level. Level: as decided, otherwise as
          suggested.
        </p>
      </Section>
      <div className="grid items-start gap-4 min-[800px]:grid-cols-2">
        <Section title="Decisions" aside={plural(decisions.total, "decision")}>
          <Facts
            rows={[
              ["Accepted", decisions.accepted],
              ["Made more urgent", decisions.more],
              ["Made less urgent", decisions.less],
              ["Given without a suggestion", decisions.assigned],
              ["Not in the EHR", report.notInEhr],
              ["Left without a level", report.leftUndecided],
            ]}
          />
          {report.reasons.length > 0 && (
            <>
              <h3 className="mt-3 font-semibold">Why another level</h3>
              <Facts rows={report.reasons.map((r) => [r.label, r.count] as const)} />
            </>
          )}
        </Section>
        <Section title="Second looks">
          <Facts
            rows={[
              ["Asked for", secondLooks.asked],
              ["Answered", secondLooks.answered],
              ["… agreed", secondLooks.agreed],
              ["… gave another level", secondLooks.changed],
              ["Still open", secondLooks.asked - secondLooks.answered],
            ]}
          />
        </Section>
      </div>
      <Section title="Safety rules behind these decisions">
        {report.rules.length === 0 ? (
          <p className="text-ink-2">None fired.</p>
        ) : (
          <table className="w-full border-collapse">
            <ColumnHeads
              heads={["Rule", "Asks for level", "Patients", "Decided below it"]}
              className={HEAD}
            />
            <tbody>
              {report.rules.map((rule) => (
                <tr key={rule.when}>
                  <th scope="row" className={`${CELL} font-normal text-pretty`}>
                    {rule.when}
                  </th>
                  <td className={CELL}>{rule.level}</td>
                  <td className={CELL}>{rule.count}</td>
                  <td className={CELL}>{rule.belowIt}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </div>
  );
}

function Facts({ rows }: { rows: readonly (readonly [string, number])[] }) {
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 border-t border-line py-1 first:border-t-0">
          <dt className="text-ink-2">{name}</dt>
          <dd className="font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
