import { formatSigned } from "@/components/format";
import type { WordEffect } from "@/lib/explain/global/result";

const MOST = 12;
const WHERE: Readonly<Record<WordEffect["where"], string>> = {
  complaint: "complaint",
  note: "note",
  history: "history",
};
const SIDES = {
  more: { sign: "▲", title: "More urgent", text: "text-more", fill: "bg-more-fill" },
  less: { sign: "▼", title: "Less urgent", text: "text-less", fill: "bg-less-fill" },
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
  const sides = clearWords(words);
  const most = Math.max(1e-9, ...[...sides.more, ...sides.less].map((w) => Math.abs(w.mean)));
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-cols-2">
      {(["more", "less"] as const).map((side) => {
        const { sign, title, text, fill } = SIDES[side];
        const rows = sides[side];
        if (rows.length === 0)
          return (
            <p key={side} className="text-ink-3">
              No word or phrase clearly makes the level {title.toLowerCase()}.
            </p>
          );
        return (
          <table key={side} className="w-full self-start">
            <caption className={`pb-1 text-left font-medium ${text}`}>
              <span aria-hidden="true">{sign} </span>
              {title}
            </caption>
            <thead>
              <tr className="text-left text-ink-3">
                <th scope="col" className="py-1 font-medium">
                  Word or phrase
                </th>
                <th scope="col" className="w-[34%] py-1 pl-4 font-medium">
                  Mean effect, levels
                </th>
                <th scope="col" className="w-16 py-1 pl-4 text-right font-medium">
                  Cases
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((w) => (
                <tr key={`${w.where} ${w.text}`} className="border-t border-line/70">
                  <th scope="row" className="py-1 text-left font-normal">
                    {w.text} <span className="label">{WHERE[w.where]}</span>
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
                        title={`95 % interval ${formatSigned(w.low)} to ${formatSigned(w.high)}`}
                      >
                        {formatSigned(w.mean)}
                      </span>
                      <span className="sr-only">
                        , 95 % interval {formatSigned(w.low)} to {formatSigned(w.high)}
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
