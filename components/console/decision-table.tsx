import { useTranslations } from "next-intl";
import { LevelMark } from "@/components/triage/level-mark";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import { useLevelName } from "@/components/words/use-level-name";
import { useTold } from "@/components/words/use-told";
import type { Words } from "@/components/words/words";
import type { Level } from "@/lib/case/level";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import type { DecisionRowView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";
import { versionAnchor } from "./version-anchor";

/** What was decided, without whom it was about: the console looks at the model, not at visits. */
export function DecisionTable({ rows }: { rows: readonly DecisionRowView[] }) {
  const told = useTold();
  const t = useTranslations("console.decisions");
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t("decisionsNewestFirst")}</caption>
        <ColumnHeads
          heads={[
            t("decided"),
            t("by"),
            t("suggested"),
            t("decidedLevel"),
            t("change"),
            t("reason"),
            t("model"),
            t("ehrHead"),
            t("label"),
          ]}
          className={TABLE_HEAD}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="hover:bg-hover">
              <td className={`${TABLE_CELL} text-ink-2`}>
                <LocalTime iso={row.decidedAt} withDate />
              </td>
              <th scope="row" className={`${TABLE_CELL} font-normal`}>
                {row.decidedBy}
              </th>
              <td className={TABLE_CELL}>
                <LevelCell level={row.shownLevel} />
              </td>
              <td className={TABLE_CELL}>
                <LevelCell level={row.level} />
              </td>
              <td className={TABLE_CELL}>
                <Change shown={row.shownLevel} level={row.level} />
              </td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {told(
                  OVERRIDE_REASONS.find((r) => r.code === row.reason)?.label.replace(/ \(.*\)$/, "") ?? "",
                )}
              </td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {row.modelVersion === null ? (
                  t("rulesOnly")
                ) : (
                  <a href={`/console/models#${versionAnchor(row.modelVersion)}`} className="underline">
                    {row.modelVersion}
                  </a>
                )}
              </td>
              <td className={TABLE_CELL}>{t(`ehr.${row.writeBack}`)}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {row.labelId === null ? (
                  t("no")
                ) : (
                  <a href={`/console/labels?label=${row.labelId}`} className="whitespace-nowrap underline">
                    {t.rich("yesSeeTheLabel", {
                      span: (chunks) => <span className="sr-only">{chunks}</span>,
                    })}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelCell({ level }: { level: Level | null }) {
  const levelName = useLevelName();
  const t = useTranslations("console.decisions");
  if (level === null) return <span className="text-ink-3">{t("none")}</span>;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={22} />
      <span className="sr-only">{t("levelLevel", { level })} </span>
      {levelName(level)}
    </span>
  );
}

/** "▲ 1 more urgent", "Accepted", "Set without a suggestion". */
export function changeInWords(shown: Level | null, level: Level, t: Words<"console.decisions">): string {
  if (shown === null) return t("setWithoutASuggestion");
  if (shown === level) return t("accepted");
  return t(level < shown ? "moreUrgent" : "lessUrgent", { by: Math.abs(shown - level) });
}

function Change({ shown, level }: { shown: Level | null; level: Level }) {
  const t = useTranslations("console.decisions");
  const tone = shown === null || shown === level ? "text-ink-2" : level < shown ? "text-more" : "text-less";
  const far = shown !== null && Math.abs(shown - level) >= 2;
  return (
    <span className={`whitespace-nowrap ${tone} ${far ? "font-semibold" : ""}`}>
      {changeInWords(shown, level, t)}
    </span>
  );
}
