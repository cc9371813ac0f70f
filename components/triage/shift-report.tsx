import Link from "next/link";
import { useTranslations } from "next-intl";
import { formatMinutes } from "@/components/format";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { PrintButton } from "@/components/ui/print-button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useLevelName } from "@/components/words/use-level-name";
import { useSaid } from "@/components/words/use-said";
import { SHIFT_HOURS, type ShiftHours, type ShiftReport, TRIAGED_WITHIN } from "@/lib/monitoring/shift";
import { LevelMark } from "./level-mark";

const HEAD =
  "border-b border-line-strong px-3 py-1.5 text-right font-medium text-ink-3 first:pl-0 first:text-left last:pr-0";
const CELL = "border-b border-line px-3 py-1.5 text-right first:pl-0 first:text-left last:pr-0";
const minutes = (m: number | null): string => (m === null ? "–" : formatMinutes(m));

/** A shift on one page, to be read and printed. */
export function ShiftReportPage({ report, hours }: { report: ShiftReport; hours: ShiftHours }) {
  const t = useTranslations("desk");
  const said = useSaid();
  const levelName = useLevelName();
  const { decisions, secondLooks } = report;
  return (
    <div className="mx-auto w-full max-w-[64rem] space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <div>
          <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">{t("shiftReport")}</h1>
          <p className="text-ink-2">
            {t.rich("fromTo", {
              from: () => <LocalTime iso={report.from} withDate />,
              to: () => <LocalTime iso={report.to} withDate />,
            })}
          </p>
        </div>
        <nav aria-label={t("howFarBack")} className="no-print ml-auto flex flex-wrap items-center gap-2">
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
      <Section title={t("arrivalsAndWaits")} aside={t("arrivals", { count: report.arrivals })}>
        <div className="overflow-x-auto">
          <table className="w-full border-collapse">
            <ColumnHeads
              heads={[
                t("level"),
                t("arrived"),
                t("decided"),
                t("medianToLevel"),
                t("longest"),
                t("within", { minutes: TRIAGED_WITHIN }),
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
                        ? t("noLevel")
                        : `${row.level}, ${levelName(row.level).toLowerCase()}`}
                    </span>
                  </th>
                  <td className={CELL}>{row.arrived}</td>
                  <td className={CELL}>{row.decided}</td>
                  <td className={CELL}>{minutes(row.median)}</td>
                  <td className={CELL}>{minutes(row.longest)}</td>
                  <td className={CELL}>
                    {row.timed === 0 ? "–" : t("intimeOfTimed", { inTime: row.inTime, timed: row.timed })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="mt-2 text-[0.93rem] text-ink-3">{t("fromArrivalAsTheEhrHas")}</p>
      </Section>
      <div className="grid items-start gap-4 min-[800px]:grid-cols-2">
        <Section title={t("decisions")} aside={t("decisionsCount", { count: decisions.total })}>
          <Facts
            rows={[
              [t("accepted"), decisions.accepted],
              [t("madeMoreUrgent"), decisions.more],
              [t("madeLessUrgent"), decisions.less],
              [t("givenWithoutASuggestion"), decisions.assigned],
              [t("notInTheEhr"), report.notInEhr],
              [t("leftWithoutALevel"), report.leftUndecided],
            ]}
          />
          {report.reasons.length > 0 && (
            <>
              <h3 className="mt-3 font-semibold">{t("whyAnotherLevel")}</h3>
              <Facts rows={report.reasons.map((r) => [said(r.label), r.count] as const)} />
            </>
          )}
        </Section>
        <Section title={t("secondLooks")}>
          <Facts
            rows={[
              [t("askedFor"), secondLooks.asked],
              [t("answered"), secondLooks.answered],
              [t("agreed"), secondLooks.agreed],
              [t("gaveAnotherLevel"), secondLooks.changed],
              [t("stillOpen"), secondLooks.asked - secondLooks.answered],
            ]}
          />
        </Section>
      </div>
      <Section title={t("safetyRulesBehindTheseDecisions")}>
        {report.rules.length === 0 ? (
          <p className="text-ink-2">{t("noneFired")}</p>
        ) : (
          <table className="w-full border-collapse">
            <ColumnHeads
              heads={[t("rule"), t("asksForLevel"), t("patients"), t("decidedBelowIt")]}
              className={HEAD}
            />
            <tbody>
              {report.rules.map((rule) => (
                <tr key={rule.when}>
                  <th scope="row" className={`${CELL} font-normal text-pretty`}>
                    {ruleInWords(rule.when, said)}
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

/** Where its findings are listed after its name, the name alone in another language: the list is the console's. */
function ruleInWords(when: string, said: (text: string) => string): string {
  const [name = when] = when.split(": ");
  return said(name) === name ? said(when) : said(name);
}
