import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { CalibrationView } from "@/lib/workflows/learning/site-calibrations";
import { Findings } from "../findings";
import { MetricComparisonTable } from "../metric-table";
import { ReliabilityChart } from "./reliability-chart";

type Props = { calibration: CalibrationView; lay: (() => void) | null };

/** One calibration: what it does, what it was judged by before and after, and what the checks said. */
export function CalibrationCard({ calibration: c, lay }: Props) {
  const t = useTranslations("console.calibration");
  const { report } = c;
  const { count } = useFigures();
  return (
    <Section
      title={t("versionForModelVersionInForce", {
        version: c.version,
        modelVersion: c.modelVersion,
        isInForce: String(c.inForce),
      })}
      aside={
        <>
          <LocalTime iso={c.requestedAt} withDate />, {c.requestedBy}
        </>
      }
    >
      {c.state === "measuring" && <p className="text-ink-2">{t("itIsBeingFittedAndJudged")}</p>}
      {c.state === "failed" && (
        <Notice tone="warn" title={t("itCouldNotBeMade")}>
          {c.error}
        </Notice>
      )}
      {report && (
        <>
          <p className="text-pretty text-ink-2">
            {t("fittedOnJudgedBy", {
              fitted: count(report.fitted),
              judged: count(report.judged),
              patients: count(report.judgedPatients),
              urgent: count(report.judgedUrgent),
            })}
            {report.unreadable > 0 &&
              ` ${t("unreadableLabelsCouldNotBeRead", { unreadable: report.unreadable })}`}
          </p>
          <Numbers numbers={c.numbers} />
          <div className="mt-3 space-y-4">
            <Findings findings={c.findings} />
            <ReliabilityChart before={report.before} after={report.after} />
            <details>
              <summary className="font-medium text-accent">
                {t("allFiguresOfVersionBeforeAnd", { version: c.version })}
              </summary>
              <div className="mt-2">
                <MetricComparisonTable
                  champion={{ name: t("theModelAlone"), sets: c.before }}
                  candidate={{ name: c.version, sets: c.after }}
                  heads={[t("before"), t("after")]}
                />
              </div>
            </details>
          </div>
        </>
      )}
      {c.objection && c.state === "made" && <p className="mt-3 text-pretty text-ink-2">{c.objection}</p>}
      {lay && (
        <div className="no-print mt-3">
          <Button onClick={lay}>{t("layVersionOverTheModel", { version: c.version })}</Button>
        </div>
      )}
    </Section>
  );
}

function Numbers({ numbers }: { numbers: CalibrationView["numbers"] }) {
  const t = useTranslations("console.calibration");
  const { fixed } = useFigures();
  if (!numbers) return null;
  const signed = (x: number): string => `${x < 0 ? "−" : "+"}${fixed(Math.abs(x), 2)}`;
  const rows = [
    { name: t("theSite"), ...numbers },
    ...numbers.units.map(({ unit, ...own }) => ({ name: unit, ...own })),
  ];
  return (
    <ul className="mt-1 text-pretty text-ink-2">
      {rows.map(({ name, temperature, bias }) => (
        <li key={name}>
          {t("temperatureAndLevels", {
            name,
            temperature: fixed(temperature, 2),
            levels: bias.map((b, i) => `${i + 1} ${signed(b)}`).join("; "),
          })}
        </li>
      ))}
    </ul>
  );
}
