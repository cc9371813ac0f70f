import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { CalibrationView } from "@/lib/workflows/learning/site-calibrations";
import { Findings } from "../findings";
import { MetricComparisonTable } from "../metric-table";
import { ReliabilityChart } from "./reliability-chart";

type Props = { calibration: CalibrationView; lay: (() => void) | null };

/** One calibration: what it does, what it was judged by before and after, and what the checks said. */
export function CalibrationCard({ calibration: c, lay }: Props) {
  const { report } = c;
  return (
    <Section
      title={`${c.version}, for ${c.modelVersion}${c.inForce ? " (in force)" : ""}`}
      aside={
        <>
          <LocalTime iso={c.requestedAt} withDate />, {c.requestedBy}
        </>
      }
    >
      {c.state === "measuring" && (
        <p className="text-ink-2">It is being fitted and judged. Load the page again in a minute.</p>
      )}
      {c.state === "failed" && (
        <Notice tone="warn" title="It could not be made.">
          {c.error}
        </Notice>
      )}
      {report && (
        <>
          <p className="text-pretty text-ink-2">
            Fitted on {report.fitted.toLocaleString("en-GB")} labels; judged by{" "}
            {report.judged.toLocaleString("en-GB")} labels of {report.judgedPatients.toLocaleString("en-GB")}{" "}
            other patients, {report.judgedUrgent.toLocaleString("en-GB")} of level 1 or 2.
            {report.unreadable > 0 && ` ${report.unreadable} labels could not be read and were left out.`}
          </p>
          <Numbers numbers={c.numbers} />
          <div className="mt-3 space-y-4">
            <Findings findings={c.findings} />
            <ReliabilityChart before={report.before} after={report.after} />
            <details>
              <summary className="font-medium text-accent">
                All figures of {c.version}, before and after
              </summary>
              <div className="mt-2">
                <MetricComparisonTable
                  champion={{ name: "The model alone", sets: c.before }}
                  candidate={{ name: c.version, sets: c.after }}
                  heads={["Before", "After"]}
                />
              </div>
            </details>
          </div>
        </>
      )}
      {c.objection && c.state === "made" && <p className="mt-3 text-pretty text-ink-2">{c.objection}</p>}
      {lay && (
        <div className="no-print mt-3">
          <Button onClick={lay}>Lay {c.version} over the model</Button>
        </div>
      )}
    </Section>
  );
}

const signed = (x: number): string => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(2)}`;

function Numbers({ numbers }: { numbers: CalibrationView["numbers"] }) {
  if (!numbers) return null;
  const rows = [
    { name: "The site", ...numbers },
    ...numbers.units.map(({ unit, ...own }) => ({ name: unit, ...own })),
  ];
  return (
    <ul className="mt-1 text-pretty text-ink-2">
      {rows.map(({ name, temperature, bias }) => (
        <li key={name}>
          {name}: temperature {temperature.toFixed(2)}, level{" "}
          {bias.map((b, i) => `${i + 1} ${signed(b)}`).join(", ")} (log-odds; 1.00 and 0.00 change nothing)
        </li>
      ))}
    </ul>
  );
}
