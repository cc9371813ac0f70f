import { useTranslations } from "next-intl";
import { formatSigned } from "@/components/format";
import { useFigures } from "@/components/words/use-figures";
import type { WordEffect } from "@/lib/explain/global/result";

const MOST = 12;
const SIDES = {
  more: { sign: "▲", text: "text-more", fill: "bg-more-fill" },
  less: { sign: "▼", text: "text-less", fill: "bg-less-fill" },
} as const;

/** The strongest of each direction whose interval does not hold 0: what is left could be chance. */
export function clearWords(words: readonly WordEffect[]): { more: WordEffect[]; less: WordEffect[] } {
  const clear = words.filter((w) => w.high < 0 || w.low > 0);
  return {
    more: clear.filter((w) => w.mean < 0).slice(0, MOST),
    less: clear.filter((w) => w.mean > 0).slice(0, MOST),
  };
}

/** Words and phrases with their mean effect in the cases that have them. */
export function WordTables({ words }: { words: readonly WordEffect[] }) {
  const t = useTranslations("console.explanations");
  const { decimal } = useFigures();
  const sides = clearWords(words);
  const most = Math.max(1e-9, ...[...sides.more, ...sides.less].map((w) => Math.abs(w.mean)));
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-cols-2">
      {(["more", "less"] as const).map((side) => {
        const { sign, text, fill } = SIDES[side];
        const rows = sides[side];
        if (rows.length === 0)
          return (
            <p key={side} className="text-ink-3">
              {t(`noWord.${side}`)}
            </p>
          );
        return (
          <table key={side} className="w-full self-start">
            <caption className={`pb-1 text-left font-medium ${text}`}>
              <span aria-hidden="true">{sign} </span>
              {t(`side.${side}`)}
            </caption>
            <thead>
              <tr className="text-left text-ink-3">
                <th scope="col" className="py-1 font-medium">
                  {t("wordOrPhrase")}
                </th>
                <th scope="col" className="w-[34%] py-1 pl-4 font-medium">
                  {t("meanEffectLevels")}
                </th>
                <th scope="col" className="w-16 py-1 pl-4 text-right font-medium">
                  {t("cases")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((w) => (
                <tr key={`${w.where} ${w.text}`} className="border-t border-line/70">
                  <th scope="row" className="py-1 text-left font-normal">
                    {w.text} <span className="label">{t(`where.${w.where}`)}</span>
                  </th>
                  <td className="py-1 pl-4">
                    <span className="flex items-center gap-3">
                      <span aria-hidden="true" className="block h-3 min-w-10 flex-1">
                        <span
                          className={`block h-full rounded-r-[3px] ${fill}`}
                          style={{ width: `${(100 * Math.abs(w.mean)) / most}%` }}
                        />
                      </span>
                      <span
                        className={`w-12 text-right font-medium ${text}`}
                        title={t("n95IntervalLowToHigh", {
                          low: decimal(formatSigned(w.low)),
                          high: decimal(formatSigned(w.high)),
                        })}
                      >
                        {decimal(formatSigned(w.mean))}
                      </span>
                      <span className="sr-only">
                        {t("n95IntervalLowToHigh2", {
                          low: decimal(formatSigned(w.low)),
                          high: decimal(formatSigned(w.high)),
                        })}
                      </span>
                    </span>
                  </td>
                  <td className="py-1 pl-4 text-right text-ink-2">{w.cases}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </div>
  );
}
