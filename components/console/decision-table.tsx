import { LevelMark } from "@/components/triage/level-mark";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES, type Level } from "@/lib/case/level";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import type { DecisionRowView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";
import { versionAnchor } from "./version-anchor";

/** What was decided, without whom it was about: the console looks at the model, not at visits. */
export function DecisionTable({ rows }: { rows: readonly DecisionRowView[] }) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">Decisions, newest first</caption>
        <ColumnHeads
          heads={["Decided", "By", "Suggested", "Decided level", "Change", "Reason", "Model", "EHR", "Label"]}
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
                {OVERRIDE_REASONS.find((r) => r.code === row.reason)?.label.replace(/ \(.*\)$/, "") ?? ""}
              </td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {row.modelVersion === null ? (
                  "Rules only"
                ) : (
                  <a href={`/console/models#${versionAnchor(row.modelVersion)}`} className="underline">
                    {row.modelVersion}
                  </a>
                )}
              </td>
              <td className={TABLE_CELL}>{EHR_WORDS[row.writeBack]}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {row.labelId === null ? (
                  "No"
                ) : (
                  <a href={`/console/labels?label=${row.labelId}`} className="whitespace-nowrap underline">
                    ✓ Yes <span className="sr-only">see the label</span>
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

const EHR_WORDS = { pending: "Not yet", written: "✓ Written", failed: "! Not taken" } as const;

function LevelCell({ level }: { level: Level | null }) {
  if (level === null) return <span className="text-ink-3">None</span>;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={22} />
      <span className="sr-only">Level {level}, </span>
      {LEVEL_NAMES[level]}
    </span>
  );
}

/** "▲ 1 more urgent", "Accepted", "Set without a suggestion". */
export function changeInWords(shown: Level | null, level: Level): string {
  if (shown === null) return "Set without a suggestion";
  if (shown === level) return "Accepted";
  const by = Math.abs(shown - level);
  return level < shown ? `▲ ${by} more urgent` : `▼ ${by} less urgent`;
}

function Change({ shown, level }: { shown: Level | null; level: Level }) {
  const tone = shown === null || shown === level ? "text-ink-2" : level < shown ? "text-more" : "text-less";
  const far = shown !== null && Math.abs(shown - level) >= 2;
  return (
    <span className={`whitespace-nowrap ${tone} ${far ? "font-semibold" : ""}`}>
      {changeInWords(shown, level)}
    </span>
  );
}
