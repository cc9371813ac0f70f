import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import {
  formatAgeLong,
  formatAgeShort,
  formatWait,
  lowerFirst,
  sexInWords,
  sexLetter,
} from "@/components/format";
import { useSaid } from "@/components/words/use-said";
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
  const locale = useLocale();
  const t = useTranslations("board");
  const due = row.visit.barred === null && lookAgainDue(row.standsAt, looked) !== null;
  return (
    <tr data-tour="row" className={`board-row border-t border-line ${arrived ? "arrived" : ""}`}>
      <td className="board-level py-1.5 pr-2 pl-4 align-top">
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
              title={t("seeingHasThisPatientOpen", { seeing })}
              className="min-w-[1em] flex-1 truncate text-[0.857rem] font-medium text-accent"
            >
              <span aria-hidden="true">◉ </span>
              {t.rich("seeingHasThisPatientOpenHeard", {
                seeing,
                heard: (words) => <span className="sr-only">{words}</span>,
              })}
            </span>
          )}
        </span>
        <span className="block text-[0.93rem] leading-tight text-ink-2">
          {row.ageYears === null ? (
            t("ageNotKnown")
          ) : (
            <>
              <span aria-hidden="true">{formatAgeShort(row.ageYears, locale)}</span>
              <span className="sr-only">{formatAgeLong(row.ageYears, locale)}</span>
            </>
          )}
          {" · "}
          <span aria-hidden="true">{sexLetter(row.sex, locale)}</span>
          <span className="sr-only">{sexInWords(row.sex, locale)}</span>
          {row.location && ` · ${row.location}`}
        </span>
      </th>
      <td className="board-complaint py-1.5 pr-4 align-top">
        <span
          className={`line-clamp-1 max-[1200px]:line-clamp-2 ${row.complaint ? "" : "text-ink-3"}`}
          title={row.complaint ?? undefined}
        >
          {row.complaint ?? t("noComplaintRecorded")}
        </span>
        <RowFlags row={row} />
        {beds && <RowRisks risks={row.risks} />}
      </td>
      {VITAL_COLUMNS.map(({ keys, name }) => (
        <td
          key={name}
          data-head={t(`column.${name}`)}
          className="board-vital py-1.5 pr-1 text-right align-top"
        >
          <VitalCell row={row} keys={keys} />
        </td>
      ))}
      <td className="board-wait py-1.5 pr-4 text-right align-top whitespace-nowrap">
        {wait === null ? <span className="text-ink-3">{t("notKnown")}</span> : formatWait(wait)}
        {due && row.standsAt !== null && looked !== null && (
          <span
            className="block text-[0.857rem] leading-tight font-bold text-more"
            title={t("lookAgainWhy", {
              looked: formatWait(looked),
              level: row.standsAt,
              every: LOOK_AGAIN_MINUTES[row.standsAt],
            })}
          >
            <span aria-hidden="true">↻ </span>
            {t("lookAgain")}
            <span className="sr-only">{t("lastLookedAt", { looked: formatWait(looked) })}</span>
          </span>
        )}
      </td>
    </tr>
  );
});

/** For planning beds, in brief; the patient's page says more. */
function RowRisks({ risks }: { risks: BoardRow["risks"] }) {
  const t = useTranslations("board");
  const said = useSaid();
  if (!risks) return null;
  const parts = [
    risks.admission !== null && t("admissionRisk", { risk: said(formatRisk(risks.admission)) }),
    risks.critical !== null && t("criticalCareRisk", { risk: said(formatRisk(risks.critical)) }),
  ].filter((part) => part !== false);
  return (
    <span
      className="board-risks block truncate text-[0.857rem] leading-tight text-ink-2"
      title={t("theModelSEstimateOfAdmission")}
    >
      {parts.join(" · ")}
    </span>
  );
}

function RowFlags({ row }: { row: BoardRow }) {
  const t = useTranslations("board");
  const said = useSaid();
  const [rule, ...others] = row.floorReasons.map(said);
  const leadWhy = row.leadWhy && said(row.leadWhy);
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
          {t("worsenedSinceDecided")}
        </Flag>
      )}
      {row.unlike && (
        <Flag tone="plain" sign="?">
          {t("unlikeThePatientsThisModelKnows")}
        </Flag>
      )}
      {row.needsLead && (
        <Flag tone="warn" sign="◆">
          {leadWhy ? t("needsALeadWhy", { why: lowerFirst(leadWhy) }) : t("needsALead")}
        </Flag>
      )}
      {row.writeBack !== null && row.writeBack !== "written" && (
        <Flag tone="warn" sign={row.writeBack === "failed" ? "✕" : "…"}>
          {row.writeBack === "failed" ? t("notYetInTheEhrFailed") : t("notYetInTheEhr")}
        </Flag>
      )}
      {rule && (
        <span className="min-w-0 truncate text-ink-2" title={[rule, ...others].join("\n")}>
          <span aria-hidden="true">⚑ </span>
          <span className="sr-only">{t("safetyRule")} </span>
          {rule}
          {others.length > 0 && ` +${others.length}`}
        </span>
      )}
    </span>
  );
}
