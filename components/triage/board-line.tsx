import Link from "next/link";
import { memo } from "react";
import { formatAgeLong, formatAgeShort, formatWait, SEX_LETTERS, SEX_WORDS } from "@/components/format";
import { LOOK_AGAIN_MINUTES, lookAgainDue } from "@/lib/decision/reassess";
import { formatRisk } from "@/lib/policy/format-risk";
import type { BoardRow } from "@/lib/workflows/views";
import { VITAL_COLUMNS, VitalCell } from "./board-vitals";
import { Flag } from "./flag";
import { LevelBadge } from "./level-badge";
import { VisitFlags } from "./visit-flags";

type Props = {
  row: BoardRow;
  /** With how likely admission and critical care are. */
  beds: boolean;
  /** Whole minutes by now; null when the arrival is not known. */
  wait: number | null;
  /** Whole minutes by now since the patient was last measured or decided on; null: nobody can tell. */
  looked: number | null;
  arrived: boolean;
  /** Names of those who see this patient now; null: nobody else does. */
  seeing: string | null;
};

/** One waiting patient. The name is the link; it is stretched over the row. Drawn again only when something in it changed. */
export const BoardLine = memo(function BoardLine({ row, beds, wait, looked, arrived, seeing }: Props) {
  const due = row.visit.barred === null && lookAgainDue(row.standsAt, looked) !== null;
  return (
    <tr data-tour="row" className={`board-row border-t border-line ${arrived ? "arrived" : ""}`}>
      <td className="board-level py-1.5 pr-4 pl-4 align-top whitespace-nowrap">
        <LevelBadge level={row.level} source={row.levelSource} />
      </td>
      <th scope="row" className="board-who py-1.5 pr-4 text-left align-top font-normal">
        {/* On the name's own line and cut short there: no row grows, and none below it moves, when somebody comes or goes. */}
        <span className="flex items-baseline gap-x-2">
          <Link
            href={`/encounters/${row.encounterId}`}
            prefetch={false}
            className="row-link min-w-0 font-semibold"
          >
            {row.patientName}
          </Link>
          {seeing && (
            <span
              title={`${seeing} has this patient open`}
              className="min-w-[1em] flex-1 truncate text-[0.857rem] font-medium text-accent"
            >
              <span aria-hidden="true">◉ </span>
              {seeing} <span className="sr-only">has this patient open</span>
            </span>
          )}
        </span>
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
      <td className="board-complaint py-1.5 pr-4 align-top">
        <span
          className={`line-clamp-1 max-[1200px]:line-clamp-2 ${row.complaint ? "" : "text-ink-3"}`}
          title={row.complaint ?? undefined}
        >
          {row.complaint ?? "No complaint recorded"}
        </span>
        <RowFlags row={row} />
        {beds && <RowRisks risks={row.risks} />}
      </td>
      {VITAL_COLUMNS.map(({ keys, head }) => (
        <td key={head} data-head={head} className="board-vital py-1.5 pr-1 text-right align-top">
          <VitalCell row={row} keys={keys} />
        </td>
      ))}
      <td className="board-wait py-1.5 pr-4 text-right align-top whitespace-nowrap">
        {wait === null ? <span className="text-ink-3">Not known</span> : formatWait(wait)}
        {due && row.standsAt !== null && looked !== null && (
          <span
            className="block text-[0.857rem] leading-tight font-bold text-more"
            title={`Last measured or decided on ${formatWait(looked)} ago; level ${row.standsAt} is looked at every ${LOOK_AGAIN_MINUTES[row.standsAt]} min`}
          >
            <span aria-hidden="true">↻ </span>
            look again
            <span className="sr-only">, last looked at {formatWait(looked)} ago</span>
          </span>
        )}
      </td>
    </tr>
  );
});

/** For planning beds, in brief; the patient's page says more. */
function RowRisks({ risks }: { risks: BoardRow["risks"] }) {
  if (!risks) return null;
  const parts = [
    risks.admission !== null && `Admission ${formatRisk(risks.admission)}`,
    risks.critical !== null && `critical care ${formatRisk(risks.critical)}`,
  ].filter((part) => part !== false);
  return (
    <span
      className="board-risks block truncate text-[0.857rem] leading-tight text-ink-2"
      title="The model's estimate of admission, and of critical care or death in the department, before anything was decided. What it was measured on stands on the patient's page."
    >
      {parts.join(" · ")}
    </span>
  );
}

function RowFlags({ row }: { row: BoardRow }) {
  const [rule, ...others] = row.floorReasons;
  const nothing =
    !row.worsened &&
    !row.unlike &&
    !row.needsLead &&
    !row.visit.barred &&
    row.visit.doubts.length === 0 &&
    !rule &&
    (row.writeBack === null || row.writeBack === "written");
  if (nothing) return null;
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.93rem]">
      <VisitFlags visit={row.visit} />
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
          Needs a lead{row.leadWhy && `: ${row.leadWhy.charAt(0).toLowerCase()}${row.leadWhy.slice(1)}`}
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
