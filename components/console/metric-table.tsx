import { useTranslations } from "next-intl";
import { useFigures } from "@/components/words/use-figures";
import { FEWEST_CASES, isTooFew } from "@/lib/registry/metric-set";
import type { MetricSet } from "@/lib/workflows/views";
import {
  compareMetrics,
  formatFigure,
  formatInterval,
  type MetricPair,
  VERDICT_SIGNS,
  type Verdict,
} from "./metric-pairs";
import { useDatasetName, useFigureName } from "./use-figure-name";

const HEAD = "border-b border-line px-3 py-1.5 align-bottom font-medium text-ink-3 first:pl-0 last:pr-0";
const CELL = "border-b border-line/60 px-3 py-1.5 align-baseline first:pl-0 last:pr-0";

/** One version's figures; each set says what it was measured on and over how many cases. */
export function MetricTables({ sets }: { sets: readonly MetricSet[] }) {
  const t = useTranslations("console.figures");
  if (sets.length === 0) return <p className="text-ink-3">{t("thisVersionHasNotBeenMeasured")}</p>;
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-cols-2">
      {sets.map((set) => (
        <FigureTable key={set.dataset} set={set} />
      ))}
    </div>
  );
}

function FigureTable({ set, children }: { set: MetricSet; children?: string }) {
  const t = useTranslations("console.figures");
  const nameOf = useFigureName();
  const { decimal } = useFigures();
  if (isTooFew(set)) return <TooFew dataset={set.dataset} cases={set.cases} />;
  return (
    <table className="w-full self-start">
      <MeasuredOn dataset={set.dataset} cases={set.cases}>
        {children}
      </MeasuredOn>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("figure")}</th>
          <th scope="col">{t("value")}</th>
          <th scope="col">{t("n95Interval")}</th>
        </tr>
      </thead>
      <tbody>
        {set.figures.map((figure) => (
          <tr key={figure.name}>
            <th scope="row" className={`${CELL} text-left font-normal text-ink-2`}>
              {nameOf(figure.name)}
            </th>
            <td className={`${CELL} whitespace-nowrap text-right font-medium`}>
              {decimal(formatFigure(figure.name, figure.value) ?? t("notMeasured"))}
            </td>
            <td className={`${CELL} w-32 whitespace-nowrap text-right text-ink-3`}>
              {decimal(formatInterval(figure) ?? "")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type ComparisonProps = {
  readonly champion: { readonly name: string; readonly sets: readonly MetricSet[] };
  readonly candidate: { readonly name: string; readonly sets: readonly MetricSet[] };
  /** What each is, above its name. */
  readonly heads?: readonly [champion: string, candidate: string];
};

/** Two versions side by side on the same cases. */
export function MetricComparisonTable({ champion, candidate, heads }: ComparisonProps) {
  const t = useTranslations("console.figures");
  const [startedFrom, candidateHead] = heads ?? [t("startedFrom"), t("candidate")];
  const comparisons = compareMetrics(champion.sets, candidate.sets);
  if (comparisons.length === 0) return <p className="text-ink-3">{t("theCandidateHasNotBeenMeasured")}</p>;
  return (
    <div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
      {comparisons.map((c) =>
        isTooFew(c) ? (
          <TooFew key={c.dataset} dataset={c.dataset} cases={c.cases} />
        ) : c.alone ? (
          <FigureTable key={c.dataset} set={c.alone}>
            {t("theCandidateAlone")}
          </FigureTable>
        ) : (
          <table key={c.dataset} className="w-full self-start">
            <MeasuredOn dataset={c.dataset} cases={c.cases}>
              {c.sameCases ? t("bothVersionsOnTheSameCases") : t("theOtherVersionWasMeasuredOn")}
            </MeasuredOn>
            <thead>
              <tr>
                <th scope="col" className={`${HEAD} text-left`}>
                  {t("figure")}
                </th>
                <th scope="col" className={`${HEAD} text-right`}>
                  {startedFrom} <span className="block font-normal">{champion.name}</span>
                </th>
                <th scope="col" className={`${HEAD} text-right`}>
                  {candidateHead} <span className="block font-normal">{candidate.name}</span>
                </th>
                <th scope="col" className={`${HEAD} text-left`}>
                  {t("change")}
                </th>
              </tr>
            </thead>
            <tbody>
              {c.pairs.map((pair) => (
                <PairRow key={pair.name} pair={pair} />
              ))}
            </tbody>
          </table>
        ),
      )}
    </div>
  );
}

function PairRow({ pair }: { pair: MetricPair }) {
  const t = useTranslations("console.figures");
  const nameOf = useFigureName();
  const { decimal } = useFigures();
  return (
    <tr>
      <th scope="row" className={`${CELL} text-left font-normal text-ink-2`}>
        {nameOf(pair.name)}
      </th>
      {[pair.champion, pair.candidate].map((figure, i) => (
        <td key={i === 0 ? "champion" : "candidate"} className={`${CELL} text-right`}>
          <span className={i === 1 ? "font-semibold" : ""}>
            {figure ? decimal(formatFigure(pair.name, figure.value) ?? t("notMeasured")) : "–"}
          </span>
          {figure && formatInterval(figure) && (
            <span className="block text-[0.857rem] whitespace-nowrap text-ink-3">
              {decimal(formatInterval(figure) ?? "")}
            </span>
          )}
        </td>
      ))}
      <td className={`${CELL} text-left whitespace-nowrap`}>
        <VerdictMark verdict={pair.verdict} />
      </td>
    </tr>
  );
}

const VERDICT_TONES: Readonly<Record<Verdict, string>> = {
  better: "text-ok font-medium",
  worse: "text-danger font-medium",
  same: "text-ink-3",
  unclear: "text-ink-3",
  "not-compared": "text-ink-3",
};

function VerdictMark({ verdict }: { verdict: Verdict }) {
  const t = useTranslations("console.figures");
  const word = t(`verdict.${verdict}`);
  if (verdict === "not-compared") return <span className="sr-only">{word}</span>;
  return (
    <span className={VERDICT_TONES[verdict]}>
      <span aria-hidden="true">{VERDICT_SIGNS[verdict]} </span>
      {word}
    </span>
  );
}

function TooFew({ dataset, cases }: { dataset: string; cases: number }) {
  const t = useTranslations("console.figures");
  const datasetName = useDatasetName();
  return (
    <p className="self-start">
      <span className="font-medium">{datasetName(dataset)}</span>
      <span className="block text-ink-2">{t("tooFewToTell", { cases, fewest: FEWEST_CASES })}</span>
    </p>
  );
}

function MeasuredOn({ dataset, cases, children }: { dataset: string; cases: number; children?: string }) {
  const datasetName = useDatasetName();
  const { count } = useFigures();
  return (
    <caption className="pb-2 text-left">
      <span className="font-medium text-ink">{datasetName(dataset)}</span>
      <span className="label">
        {" "}
        n = {count(cases)}
        {children && `, ${children}`}
      </span>
    </caption>
  );
}
