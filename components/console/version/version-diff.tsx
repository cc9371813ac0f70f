import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useTold } from "@/components/words/use-told";
import type { TensorChange } from "@/lib/registry/weight-changes";
import type { DifferingCase, VersionStory } from "@/lib/workflows/learning/version-story";
import { MetricComparisonTable } from "../metric-table";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

/** A version beside another: figures, weights, and the cases that they answer differently. */
export function VersionDiff({ story }: { story: VersionStory }) {
  const t = useTranslations("console.version");
  const said = useTold();
  const { version, others, beside } = story;
  if (!beside)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {t("thereIsNoOtherVersionTo")}
      </p>
    );
  return (
    <>
      <nav aria-label={t("holdItBeside")} className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="label">{t("beside")}</span>
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
      <Section title={t("figuresBesideVersion", { version: beside.version })}>
        <div className="overflow-x-auto">
          <MetricComparisonTable
            champion={{ name: beside.version, sets: beside.metrics.before }}
            candidate={{ name: version, sets: beside.metrics.after }}
            heads={[t("beside"), t("thisVersion")]}
          />
        </div>
      </Section>
      <Section title={t("weightsThatDiffer")}>
        {beside.weights ? (
          <Weights rows={beside.weights} />
        ) : (
          <p className="text-ink-2">
            {t("theyCouldNotBeComparedWeightsWhy", { weightsWhy: said(beside.weightsWhy ?? "") })}
          </p>
        )}
      </Section>
      <Section title={t("casesThatTheyAnswerDifferently")}>
        <Cases rows={beside.cases} both={beside.bothAnswered} before={beside.version} after={version} />
      </Section>
    </>
  );
}

const percent = (x: number): string => (x > 0 && x < 0.0005 ? "< 0.1 %" : `${(x * 100).toFixed(1)} %`);
const FEW = 12;

function Weights({ rows }: { rows: readonly TensorChange[] }) {
  const t = useTranslations("console.version");
  const touched = rows.filter((r) => r.state !== "same");
  if (touched.length === 0)
    return <p className="text-ink-2">{t("noneAllRowsTensorsAreThe", { rows: rows.length })}</p>;
  return (
    <>
      <p className="mb-2 text-ink-2">
        {t("touchedOfRowsPluralOneRows", { touched: touched.length, rows: rows.length })}
      </p>
      <WeightTable rows={touched.slice(0, FEW)} />
      {touched.length > FEW && (
        <details className="mt-2">
          <summary className="font-medium text-ink-2 hover:text-ink">
            {t("theOtherTouched", { touched: touched.length - FEW })}
          </summary>
          <WeightTable rows={touched.slice(FEW)} />
        </details>
      )}
    </>
  );
}

function WeightTable({ rows }: { rows: readonly TensorChange[] }) {
  const { decimal } = useFigures();
  const t = useTranslations("console.version");
  return (
    <ScrollTable label={t("weights")} heads={[t("tensor"), t("shape"), t("change"), t("numbersThatDiffer")]}>
      {rows.map((r) => (
        <tr key={r.name} className="border-t border-line">
          <th scope="row" className={`${TABLE_CELL} font-mono text-[0.857rem] font-normal`}>
            {r.name}
          </th>
          <td className={`${TABLE_CELL} whitespace-nowrap`}>{r.shape.join(" × ")}</td>
          <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>
            {r.relative === null ? t(`tensorState.${r.state}`) : decimal(percent(r.relative))}
          </td>
          <td className={`${TABLE_CELL} tabular-nums`}>
            {r.touched === null ? "–" : decimal(percent(r.touched))}
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

type CasesProps = { rows: readonly DifferingCase[]; both: number; before: string; after: string };

function Cases({ rows, both, before, after }: CasesProps) {
  const said = useTold();
  const t = useTranslations("console.version");
  if (both === 0) return <p className="text-ink-2">{t("noCaseWasAnsweredByBoth")}</p>;
  if (rows.length === 0) return <p className="text-ink-2">{t("noneOfBothPluralOneBoth", { both })}</p>;
  return (
    <>
      <p className="mb-2 text-ink-2">{t("ofBothPluralOneBothCase", { both, rows: rows.length })}</p>
      <ScrollTable
        label={t("cases")}
        heads={[
          t("assessed"),
          t("age"),
          t("sex"),
          before,
          after,
          t("whyBefore", { before }),
          t("whyAfter", { after }),
        ]}
        width="min-w-160"
      >
        {rows.map((c) => (
          <tr key={`${c.id} ${c.after}`} className="border-t border-line align-top">
            <th scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
              <LocalTime iso={c.at} withDate />
            </th>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>{c.age ? said(c.age) : "–"}</td>
            <td className={TABLE_CELL}>{c.sex ? said(c.sex) : "–"}</td>
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

function Reasons({ of }: { of: readonly string[] }) {
  const said = useTold();
  return (
    <td className={`${TABLE_CELL} text-ink-2`}>
      {of.length === 0
        ? "–"
        : of.map((reason) => (
            <span key={reason} className="block">
              {said(reason)}
            </span>
          ))}
    </td>
  );
}
