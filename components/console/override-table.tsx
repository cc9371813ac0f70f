import { useTranslations } from "next-intl";
import { LevelMark } from "@/components/triage/level-mark";
import { useLevelName } from "@/components/words/use-level-name";
import type { ConsoleOverview } from "@/lib/workflows/views";

type Row = ConsoleOverview["overridesByLevel"][number];

export const rowTotal = (row: Row): number => row.accepted + row.moreUrgent + row.lessUrgent;

/** What clinicians did with each suggested level: a bar a level, all on one scale, with the counts beside it. */
export function OverrideTable({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("console.overview");
  const levelName = useLevelName();
  const most = Math.max(1, ...rows.map(rowTotal));
  return (
    <>
      <ul aria-hidden="true" className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-[0.93rem] text-ink-2">
        {PARTS.map((part) => (
          <li key={part.key} className="flex items-center gap-2">
            <span className={`inline-block h-3 w-5 rounded-[2px] ${part.fill}`} />
            {t(`part.${part.key}`)}
          </li>
        ))}
      </ul>
      <table className="w-full">
        <caption className="sr-only">{t("decisionsBySuggestedLevel")}</caption>
        <thead>
          <tr className="text-left text-ink-3">
            <th scope="col" className="w-44 py-1.5 font-medium">
              {t("suggested")}
            </th>
            <th scope="col">
              <span className="sr-only">{t("asBars")}</span>
            </th>
            {PARTS.map((part) => (
              <th key={part.key} scope="col" className="w-24 py-1.5 pl-3 text-right font-medium">
                {t(`short.${part.key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.level} className="border-t border-line/70">
              <th scope="row" className="py-1.5 text-left font-medium">
                <span className="flex items-center gap-2.5">
                  <LevelMark level={row.level} size={24} />
                  <span className="sr-only">{t("levelLevel", { level: row.level })} </span>
                  {levelName(row.level)}
                </span>
              </th>
              <td className="py-1.5">
                <span aria-hidden="true" className="flex h-4 gap-px overflow-hidden rounded-[3px]">
                  {PARTS.map((part) => (
                    <span
                      key={part.key}
                      className={part.fill}
                      style={{ width: `${(100 * row[part.key]) / most}%` }}
                    />
                  ))}
                </span>
              </td>
              {PARTS.map((part) => (
                <td
                  key={part.key}
                  className={`py-1.5 pl-3 text-right ${row[part.key] === 0 ? "text-ink-3" : "font-medium"}`}
                >
                  {row[part.key]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const PARTS = [
  { key: "accepted", fill: "bg-ink-3" },
  { key: "moreUrgent", fill: "bg-more-fill" },
  { key: "lessUrgent", fill: "bg-less-fill" },
] as const;
