import Link from "next/link";
import { memo } from "react";
import { formatAgeLong, formatAgeShort, formatWait, SEX_LETTERS, SEX_WORDS } from "@/components/format";
import type { Level } from "@/lib/case/level";
import type { BoardRow } from "@/lib/workflows/views";
import { VITAL_COLUMNS, VitalCell } from "./board-vitals";
import { Flag } from "./flag";
import { LevelBadge } from "./level-badge";

/** Minutes after which a wait is marked, per level: when a re-look is due (CTAS reassessment intervals, 2016). */
const LONG_WAIT: Readonly<Record<Level, number>> = { 1: 0, 2: 15, 3: 30, 4: 60, 5: 120 };

type Props = {
  row: BoardRow;
  /** Whole minutes by now; null when the arrival is not known. */
  wait: number | null;
  arrived: boolean;
};

/** One waiting patient. The name is the link; it is stretched over the row. Drawn again only when something in it changed. */
export const BoardLine = memo(function BoardLine({ row, wait, arrived }: Props) {
  const overdue =
    wait !== null && row.level !== null && row.levelSource !== "decided" && wait > LONG_WAIT[row.level];
  return (
    <tr className={`board-row border-t border-line ${arrived ? "arrived" : ""}`}>
      <td className="py-1.5 pr-4 pl-4 align-top whitespace-nowrap">
        <LevelBadge level={row.level} source={row.levelSource} />
      </td>
      <th scope="row" className="py-1.5 pr-4 text-left align-top font-normal">
        <Link href={`/encounters/${row.encounterId}`} prefetch={false} className="row-link font-semibold">
          {row.patientName}
        </Link>
        <span className="block text-[0.93rem] leading-tight text-ink-2">
          {row.ageYears === null ? (
            "Age not known"
          ) : (
            <>
              <span aria-hidden="true">{formatAgeShort(row.ageYears)}</span>
              <span className="sr-only">{formatAgeLong(row.ageYears)}</span>
            </>
          )}
          {" · "}
          <span aria-hidden="true">{SEX_LETTERS[row.sex]}</span>
          <span className="sr-only">{SEX_WORDS[row.sex]}</span>
          {row.location && ` · ${row.location}`}
        </span>
      </th>
      <td className="py-1.5 pr-4 align-top">
        <span
          className={`line-clamp-1 max-[1200px]:line-clamp-2 ${row.complaint ? "" : "text-ink-3"}`}
          title={row.complaint ?? undefined}
        >
          {row.complaint ?? "No complaint recorded"}
        </span>
        <RowFlags row={row} />
      </td>
      {VITAL_COLUMNS.map(({ keys, head }) => (
        <td key={head} className="py-1.5 pr-1 text-right align-top">
          <VitalCell row={row} keys={keys} />
        </td>
      ))}
      <td className="py-1.5 pr-4 text-right align-top whitespace-nowrap">
        {wait === null ? (
          <span className="text-ink-3">Not known</span>
        ) : (
          <span
            className={overdue ? "font-bold text-more" : ""}
            title={overdue ? "Time to look again" : undefined}
          >
            {formatWait(wait)}
            {overdue && <span className="sr-only">, time to look again</span>}
          </span>
        )}
      </td>
    </tr>
  );
});

function RowFlags({ row }: { row: BoardRow }) {
  const [rule, ...others] = row.floorReasons;
  const nothing =
    !row.worsened &&
    !row.unlike &&
    !row.needsLead &&
    !rule &&
    (row.writeBack === null || row.writeBack === "written");
  if (nothing) return null;
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.93rem]">
      {row.worsened && (
        <Flag tone="danger" sign="▲">
          Worsened since decided
        </Flag>
      )}
      {row.unlike && (
        <Flag tone="plain" sign="?">
          Unlike the patients this model knows
        </Flag>
      )}
      {row.needsLead && (
        <Flag tone="warn" sign="◆">
          Needs a lead
        </Flag>
      )}
      {row.writeBack !== null && row.writeBack !== "written" && (
        <Flag tone="warn" sign={row.writeBack === "failed" ? "✕" : "…"}>
          {row.writeBack === "failed" ? "Not yet in the EHR, failed" : "Not yet in the EHR"}
        </Flag>
      )}
      {rule && (
        <span className="min-w-0 truncate text-ink-2" title={row.floorReasons.join("\n")}>
          <span aria-hidden="true">⚑ </span>
          <span className="sr-only">Safety rule: </span>
          {rule}
          {others.length > 0 && ` +${others.length}`}
        </span>
      )}
    </span>
  );
}
