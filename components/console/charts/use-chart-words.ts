import { useTranslations } from "next-intl";
import { useFigures } from "@/components/words/use-figures";
import { sayTick, sayValue } from "@/lib/monitoring/charts/in-words";
import type { Measured, Picture, Quantity } from "@/lib/monitoring/charts/picture";

/** What a chart says beside its picture, in the person's language (in English as lib/monitoring/charts/in-words.ts). */
export type ChartWords = {
  /** "62.4 %", "+1.2 points". */
  readonly value: (value: number, quantity: Quantity) => string;
  readonly tick: (value: number, quantity: Quantity) => string;
  /** "62.4 % (58.0 % to 66.5 %)", or why there is no value. */
  readonly measured: (m: Measured, quantity: Quantity) => string;
  /** "30 Nov 2026", without the year "30 Nov". */
  readonly day: (day: string, withYear?: boolean) => string;
  /** One sentence for whoever cannot see the chart. */
  readonly picture: (picture: Picture) => string;
};

export function useChartWords(): ChartWords {
  const t = useTranslations("console.charts");
  const figures = useFigures();
  const value: ChartWords["value"] = (v, quantity) => {
    const said = figures.decimal(sayValue(v, quantity));
    const [number = ""] = said.split(" ");
    if (quantity === "points") return t("points", { number });
    return quantity === "per-hundred" ? t("perHundred", { number }) : said;
  };
  const measured: ChartWords["measured"] = (m, quantity) => {
    if (m.value === null) return m.n === 0 ? t("none") : t("tooFewToTell");
    const said = value(m.value, quantity);
    return m.low === undefined || m.high === undefined
      ? said
      : t("interval", { value: said, low: value(m.low, quantity), high: value(m.high, quantity) });
  };
  const day: ChartWords["day"] = (iso, withYear = true) =>
    withYear ? figures.day(iso) : figures.day(iso).replace(/ \d{4}$/, "");
  const lastOf = (picture: Picture): string | null =>
    picture.kind !== "time"
      ? null
      : picture.lines
          .map((line) => {
            const point = line.points.findLast((p) => p.value !== null);
            return point
              ? t("lineLast", {
                  name: line.name,
                  value: measured(point, picture.quantity),
                  day: day(point.day),
                })
              : t("lineTooFew", { name: line.name });
          })
          .join("; ");
  return {
    value,
    measured,
    day,
    tick: (v, quantity) => figures.decimal(sayTick(v, quantity)),
    picture: (picture) => {
      const { title, about } = picture;
      const last = lastOf(picture);
      const n = String(about.n);
      return last === null
        ? t("aloud", { title, window: about.window, n })
        : t("aloudWithLast", { title, window: about.window, n, last });
    },
  };
}
