"use client";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { toActionError } from "@/components/action-error";
import { formatAgeShort, formatWait, minutesLater, sexInWords } from "@/components/format";
import type { HeldBoard } from "@/components/load-board";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { LocalTime, useNow } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { Words } from "@/components/words/words";
import type { ActionResult } from "@/lib/core/result";
import type { LeadReviewView, LeadVerdict } from "@/lib/decision/concerns";
import { LOOK_AGAIN_MINUTES } from "@/lib/decision/reassess";
import type { BoardRow, BoardView } from "@/lib/workflows/views";
import { ConcernList } from "./concern-list";
import { type DeskItem, type DeskReason, deskItems } from "./desk-model";
import { DegradedNotices, UpdatedAgo } from "./freshness";
import { AnswerForm } from "./lead-reviews";
import { LevelBadge } from "./level-badge";
import { useBoard } from "./use-board";

export type AnswerVisit = (
  encounterId: string,
  reviewIds: readonly string[],
  note: string,
  verdict: LeadVerdict,
) => Promise<ActionResult<LeadReviewView[]>>;

type Props = { initial: BoardView; load: () => Promise<HeldBoard>; answer: AnswerVisit; readings: number };

/** What needs a lead's eyes, the most pressing first. */
export function Desk({ initial, load, answer, readings }: Props) {
  const t = useTranslations("desk");
  const said = useSaid();
  const { data, dataUpdatedAt, error, refetch } = useBoard(initial, load);
  const now = useNow(10_000);
  const minutesOn = now === null ? 0 : minutesLater(0, data.receivedAt ?? dataUpdatedAt, now);
  const items = deskItems(data.rows, minutesOn);
  const failure = error ? toActionError(error) : null;
  return (
    <div className="mx-auto w-full max-w-[80rem] space-y-3 px-5 py-4">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">{t("leadSDesk")}</h1>
        <p className="text-ink-2" role="status">
          {items.length === 0 ? t("nothingWaitsForYou") : t("patientsToLookAt", { count: items.length })}
        </p>
        <p className="ml-auto flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <UpdatedAgo freshness={data.freshness} failing={failure !== null} />
          <Link href="/desk/readings" className={buttonClass("secondary", "small")}>
            {t("secondReadingsCount", { count: readings })}
          </Link>
          <Link href="/desk/agreement" className={buttonClass("secondary", "small")}>
            {t("howLevelsAgree")}
          </Link>
          <Link href="/desk/report" className={buttonClass("secondary", "small")}>
            {t("shiftReport")}
          </Link>
          <Link href="/model-switch" prefetch={false} className={buttonClass("secondary", "small")}>
            {t("switchTheModelOff")}
          </Link>
        </p>
      </div>
      {failure && (
        <Notice
          tone="danger"
          live
          title={t("theDeskIsNotBeingUpdated")}
          action={
            <Button size="small" onClick={() => refetch()}>
              {t("tryNow")}
            </Button>
          }
        >
          {said(failure.message)}
        </Notice>
      )}
      <DegradedNotices about="board" freshness={data.freshness} model={data.model} />
      {items.length === 0 ? (
        <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-2">
          {t("noLevelWaitsForASecond")}
        </p>
      ) : (
        <ol aria-label={t("patientsWhoNeedALead")} className="space-y-2">
          {items.map((item) => (
            <DeskCard key={item.row.encounterId} item={item} answer={answer} onAnswered={refetch} />
          ))}
        </ol>
      )}
    </div>
  );
}

type CardProps = { item: DeskItem; answer: AnswerVisit; onAnswered: () => unknown };

function DeskCard({ item: { row, reasons }, answer, onAnswered }: CardProps) {
  const t = useTranslations("desk");
  const said = useSaid();
  const locale = useLocale();
  const own = row.openReviews.filter((r) => r.canAnswer);
  return (
    <li className="grid items-start gap-x-4 gap-y-2 rounded-lg sm:grid-cols-[9.5rem_minmax(0,1fr)] border border-line bg-surface px-4 py-3">
      <LevelBadge level={row.level} source={row.levelSource} />
      <div className="min-w-0 space-y-1.5">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link href={`/encounters/${row.encounterId}`} prefetch={false} className="font-semibold underline">
            {row.patientName}
          </Link>
          <span className="text-ink-2">
            {row.ageYears === null ? t("ageNotKnown") : formatAgeShort(row.ageYears, locale)} ·{" "}
            {sexInWords(row.sex, locale)}
            {row.location && ` · ${row.location}`}
            {row.waitMinutes !== null && t("hereWaitminutes", { waitMinutes: formatWait(row.waitMinutes) })}
          </span>
        </p>
        <p className={row.complaint ? "" : "text-ink-3"}>{row.complaint ?? t("noComplaintRecorded")}</p>
        <ul className="space-y-0.5">
          {reasons.map((reason) => (
            <li key={reason} className="flex gap-2">
              <span aria-hidden="true" className="w-4 shrink-0 text-center font-bold text-more">
                {SIGNS[reason]}
              </span>
              <span className="font-medium">{inWords(reason, row, t, said)}</span>
            </li>
          ))}
        </ul>
        {row.openReviews.map((r) => (
          <div key={r.id} className="border-t border-line pt-1.5">
            <p className="text-ink-2">
              {t.rich("gaveLevelAt", {
                by: r.decidedBy,
                level: r.level,
                at: () => <LocalTime iso={r.askedAt} />,
              })}
              {!r.canAnswer && t("yourOwnDecisionAnotherLeadLooks")}
            </p>
            <ConcernList concerns={r.concerns} level={r.level} />
          </div>
        ))}
        {own.length > 0 && (
          <>
            <AnswerForm
              key={own.map((r) => r.id).join()}
              reviews={own}
              answer={(ids, note, verdict) => answer(row.encounterId, ids, note, verdict)}
              onAnswered={onAnswered}
            />
            <p className="text-[0.93rem] text-ink-2">{t("anotherLevelOpenThePatientAnd")}</p>
          </>
        )}
      </div>
    </li>
  );
}

const SIGNS: Readonly<Record<DeskReason, string>> = {
  "needs-lead": "◆",
  worsened: "▲",
  "not-in-ehr": "✕",
  "no-level": "?",
  undecided: "!",
  "look-again": "↻",
};

function inWords(
  reason: DeskReason,
  row: BoardRow,
  t: Words<"desk">,
  said: (text: string) => string,
): string {
  const level = row.standsAt ?? "";
  switch (reason) {
    case "needs-lead":
      return row.leadWhy ? t("needsASecondLook", { why: said(row.leadWhy) }) : t("needsASecondLookFar");
    case "undecided":
      return t("reason.undecided", { level, wait: formatWait(row.waitMinutes ?? 0) });
    case "look-again":
      return t("reason.look-again", {
        level,
        looked: formatWait(row.lookedMinutes ?? 0),
        every: row.standsAt === null ? "" : LOOK_AGAIN_MINUTES[row.standsAt],
      });
    default:
      return t(`reason.${reason}`);
  }
}
