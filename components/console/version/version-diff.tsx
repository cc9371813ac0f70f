import Link from "next/link";
import { plural } from "@/components/format";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { TensorChange } from "@/lib/registry/weight-changes";
import type { DifferingCase, VersionStory } from "@/lib/workflows/learning/version-story";
import { MetricComparisonTable } from "../metric-table";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

/** A version beside another: figures, weights, and the cases that they answer differently. */
export function VersionDiff({ story }: { story: VersionStory }) {
  const { version, others, beside } = story;
  if (!beside)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        There is no other version to hold it beside.
      </p>
    );
  return (
    <>
      <nav aria-label="Hold it beside" className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="label">Beside</span>
        {others.map((other) => (
          <Link
            key={other}
            href={`/console/models/version?of=${encodeURIComponent(version)}&beside=${encodeURIComponent(other)}`}
            prefetch={false}
            aria-current={other === beside.version ? "true" : undefined}
            className={
              other === beside.version ? "font-semibold" : "text-accent underline underline-offset-2"
            }
          >
            {other}
          </Link>
        ))}
      </nav>
      <Section title={`Figures beside ${beside.version}`}>
        <div className="overflow-x-auto">
          <MetricComparisonTable
            champion={{ name: beside.version, sets: beside.metrics.before }}
            candidate={{ name: version, sets: beside.metrics.after }}
            heads={["Beside", "This version"]}
          />
        </div>
      </Section>
      <Section title="Weights that differ">
        {beside.weights ? (
          <Weights rows={beside.weights} />
        ) : (
          <p className="text-ink-2">They could not be compared: {beside.weightsWhy}</p>
        )}
      </Section>
      <Section title="Cases that they answer differently">
        <Cases rows={beside.cases} both={beside.bothAnswered} before={beside.version} after={version} />
      </Section>
    </>
  );
}

const percent = (x: number): string => (x > 0 && x < 0.0005 ? "< 0.1 %" : `${(x * 100).toFixed(1)} %`);
const STATES: Readonly<Record<TensorChange["state"], string>> = {
  same: "unchanged",
  changed: "changed",
  "only-before": "only in the other",
  "only-after": "only in this version",
  reshaped: "another shape",
};
const FEW = 12;

function Weights({ rows }: { rows: readonly TensorChange[] }) {
  const touched = rows.filter((r) => r.state !== "same");
  if (touched.length === 0)
    return <p className="text-ink-2">None: all {rows.length} tensors are the same, number by number.</p>;
  return (
    <>
      <p className="mb-2 text-ink-2">
        {touched.length} of {plural(rows.length, "tensor")} differ. The change is the length of the difference
        as a share of the length in the other version.
      </p>
      <WeightTable rows={touched.slice(0, FEW)} />
      {touched.length > FEW && (
        <details className="mt-2">
          <summary className="font-medium text-ink-2 hover:text-ink">
            The other {touched.length - FEW}
          </summary>
          <WeightTable rows={touched.slice(FEW)} />
        </details>
      )}
    </>
  );
}

function WeightTable({ rows }: { rows: readonly TensorChange[] }) {
  return (
    <ScrollTable label="Weights" heads={["Tensor", "Shape", "Change", "Numbers that differ"]}>
      {rows.map((r) => (
        <tr key={r.name} className="border-t border-line">
          <th scope="row" className={`${TABLE_CELL} font-mono text-[0.857rem] font-normal`}>
            {r.name}
          </th>
          <td className={`${TABLE_CELL} whitespace-nowrap`}>{r.shape.join(" × ")}</td>
          <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>
            {r.relative === null ? STATES[r.state] : percent(r.relative)}
          </td>
          <td className={`${TABLE_CELL} tabular-nums`}>{r.touched === null ? "–" : percent(r.touched)}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

type CasesProps = { rows: readonly DifferingCase[]; both: number; before: string; after: string };

function Cases({ rows, both, before, after }: CasesProps) {
  if (both === 0)
    return (
      <p className="text-ink-2">
        No case was answered by both yet: a shadow, a canary or a change of the version in use makes some.
      </p>
    );
  if (rows.length === 0)
    return <p className="text-ink-2">None of {plural(both, "case")} that both answered.</p>;
  return (
    <>
      <p className="mb-2 text-ink-2">
        Of {plural(both, "case")} that both answered, unseen or at the bedside; the newest {rows.length} that
        differ. No patient is named. Reasons are there where the answer was explained.
      </p>
      <ScrollTable
        label="Cases"
        heads={["Assessed", "Age", "Sex", before, after, `Why, ${before}`, `Why, ${after}`]}
        width="min-w-160"
      >
        {rows.map((c) => (
          <tr key={`${c.id} ${c.after}`} className="border-t border-line align-top">
            <th scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
              <LocalTime iso={c.at} withDate />
            </th>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>{c.age ?? "–"}</td>
            <td className={TABLE_CELL}>{c.sex ?? "–"}</td>
            <td className={TABLE_CELL}>{c.before ?? "–"}</td>
            <td className={TABLE_CELL}>{c.after ?? "–"}</td>
            <Reasons of={c.reasonsBefore} />
            <Reasons of={c.reasonsAfter} />
          </tr>
        ))}
      </ScrollTable>
    </>
  );
}

const Reasons = ({ of }: { of: readonly string[] }) => (
  <td className={`${TABLE_CELL} text-ink-2`}>
    {of.length === 0
      ? "–"
      : of.map((reason) => (
          <span key={reason} className="block">
            {reason}
          </span>
        ))}
  </td>
);
