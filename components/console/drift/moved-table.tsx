import { useTranslations } from "next-intl";
import { ColumnHeads } from "@/components/ui/column-heads";
import type { Figures } from "@/components/words/figures";
import { useFigures } from "@/components/words/use-figures";
import type { FeatureComparison, Size } from "@/lib/monitoring/drift/compare";
import { numberFeature } from "@/lib/monitoring/drift/features";
import { TABLE_CELL, TABLE_HEAD } from "../table";

const TONES: Readonly<Record<Size, string>> = {
  large: "font-semibold text-danger",
  moderate: "font-semibold text-warn",
  small: "",
  none: "text-ink-3",
};

/** Every feature against the reference, the widest move first. */
export function MovedTable({ rows, moved }: { rows: readonly FeatureComparison[]; moved: number }) {
  const t = useTranslations("console.drift");
  const [first, rest] = [rows.slice(0, Math.max(moved, 3)), rows.slice(Math.max(moved, 3))];
  return (
    <>
      <p className="mb-2 text-ink-2">
        {moved === 0
          ? t("noFeatureLiesFurtherFrom")
          : t("movedOfCountFeaturesLie", { moved, count: rows.length })}
      </p>
      <Rows rows={first} caption={t("featuresThatLieFurthestFrom")} />
      {rest.length > 0 && (
        <details className="mt-2">
          <summary className="font-medium text-accent">
            {t("theOtherCountFeatures", { count: rest.length })}
          </summary>
          <Rows rows={rest} caption={t("featuresThatLieNearThe")} />
        </details>
      )}
      <details className="mt-2">
        <summary className="font-medium text-accent">{t("whatTheColumnsSay")}</summary>
        <p className="max-w-[84ch] text-pretty text-ink-2">{t("indexPopulationStabilityIndexOver")}</p>
      </details>
    </>
  );
}

function Rows({ rows, caption }: { rows: readonly FeatureComparison[]; caption: string }) {
  const t = useTranslations("console.drift");
  const figures = useFigures();
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={caption}
      className="overflow-x-auto rounded-md border border-line"
    >
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <ColumnHeads
          heads={[
            t("head.feature"),
            t("head.size"),
            t("head.index"),
            t("head.moves"),
            t("head.missing"),
            t("head.now"),
            "n",
            "q",
          ]}
          className={TABLE_HEAD}
        />
        <tbody>
          {rows.map((r) => (
            <tr key={r.feature}>
              <th scope="row" className={`${TABLE_CELL} font-normal`}>
                {r.label}
              </th>
              <td className={`${TABLE_CELL} whitespace-nowrap ${TONES[r.size]}`}>{t(`size.${r.size}`)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{figures.fixed(r.stability, 3)}</td>
              <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>
                {moves(r, figures, t("years"))}
              </td>
              <td className={`${TABLE_CELL} tabular-nums`}>{missing(r.reference, figures)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{missing(r.now, figures)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{figures.count(r.now.known)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>
                {r.q < 0.001 ? figures.decimal("< 0.001") : figures.fixed(r.q, 3)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function moves(r: FeatureComparison, figures: Figures, years: string): string {
  if (r.shift === null) return "";
  const own = numberFeature(r.feature)?.unit ?? "";
  const unit = own === "years" ? years : own;
  return `${figures.fixed(r.shift, r.shift >= 10 ? 0 : 1)} ${unit}`.trim();
}

const missing = ({ known, patients }: FeatureComparison["now"], figures: Figures): string =>
  `${figures.fixed((100 * (patients - known)) / patients, 1)} %`;
