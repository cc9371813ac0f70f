"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { toActionError } from "@/components/action-error";
import type { BoardLook } from "@/components/board-look";
import type { HeldBoard } from "@/components/load-board";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Kbd } from "@/components/ui/kbd";
import { Notice } from "@/components/ui/notice";
import { useNow } from "@/components/ui/time";
import { useServerChanges } from "@/components/use-server-changes";
import { useSaid } from "@/components/words/use-said";
import type { BoardView } from "@/lib/workflows/views";
import { BoardFilters } from "./board-filters";
import { type BoardFilter, changeInWords, countByLevel, matches, zonesOf } from "./board-model";
import { BoardTable } from "./board-table";
import { DegradedNotices, UpdatedAgo } from "./freshness";
import { useBoard } from "./use-board";
import { useBoardKeys } from "./use-board-keys";
import { useBoardReturn } from "./use-board-return";
import { useHeldRows } from "./use-held-rows";
import { type Seeing, useSeeing } from "./use-seeing";

type Props = {
  initial: BoardView;
  load: () => Promise<HeldBoard>;
  loadSeeing: () => Promise<Seeing>;
  /** What the address says is shown. */
  initialFilter: BoardFilter;
  onFilter: (filter: BoardFilter) => void;
  look: BoardLook;
  onLook: (look: BoardLook) => void;
  /** Somebody the EHR does not know yet. */
  onNew: () => void;
  /** Offers the guided tour: this person is new here, and has not taken it yet. */
  tour: { readonly offered: boolean; readonly start: () => void };
};

/** However much changes, a board is not asked for more often than this. */
const ASKED_EVERY_MS = 2_000;

/** The waiting patients, most urgent first, kept fresh by itself. */
export function Board({
  initial,
  load,
  loadSeeing,
  initialFilter,
  onFilter,
  look,
  onLook,
  onNew,
  tour,
}: Props) {
  const t = useTranslations("board");
  const said = useSaid();
  const { data, dataUpdatedAt, error, refetch, isFetching } = useBoard(initial, load);
  const [filter, setFilter] = useState<BoardFilter>(initialFilter);
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => data.rows.filter((r) => matches(r, filter)), [data.rows, filter]);
  const { layout, change, touch, release } = useHeldRows(shown, look.byZone);
  const zones = useMemo(() => zonesOf(data.rows), [data.rows]);
  const { seeing, refresh: askSeeing } = useSeeing(loadSeeing);
  useServerChanges("/changes", ASKED_EVERY_MS, {
    onChanged: () => void refetch(),
    onPresence: () => void askSeeing(),
  });
  const now = useNow(10_000);
  const changes = useChanges(data);
  useBoardReturn(table);
  useBoardKeys({ table, search, onMove: touch, onNew, onShow: release });

  const failure = error ? toActionError(error) : null;
  return (
    <div className="mx-auto flex max-w-[110rem] flex-col gap-3 px-5 py-4">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">{t("waiting")}</h1>
        <p className="text-ink-2">
          {[
            t("patients", { count: data.rows.length }),
            data.notYetInEhr > 0 && t("decisionsNotYetInEhr", { count: data.notYetInEhr }),
            data.hidden > 0 &&
              t(data.freshness.source === "ehr" ? "hiddenByEhr" : "hiddenUnconfirmed", {
                count: data.hidden,
              }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className="ml-auto flex flex-wrap items-baseline gap-x-4 gap-y-1">
          {tour.offered && (
            <Button size="small" tone="quiet" onClick={tour.start}>
              {t("newHereTwoMinuteTour")}
            </Button>
          )}
          <Link href="/triage/new" className={buttonClass("secondary", "small")}>
            {t("newPatient")} <Kbd>+</Kbd>
          </Link>
          <UpdatedAgo freshness={data.freshness} failing={failure !== null} />
        </p>
      </div>
      {failure && (
        <Notice
          tone="danger"
          live
          title={t("theBoardIsNotBeingUpdated")}
          action={
            failure.code === "unauthenticated" ? (
              <a href="/signed-out?reason=unauthenticated" className="font-semibold underline">
                {t("signInAgain")}
              </a>
            ) : (
              <Button size="small" onClick={() => refetch()} disabled={isFetching}>
                {t("tryNow")}
              </Button>
            )
          }
        >
          {said(failure.message)}
        </Notice>
      )}
      <DegradedNotices about="board" freshness={data.freshness} model={data.model} />
      <BoardFilters
        filter={filter}
        onChange={(next) => {
          release();
          setFilter(next);
          onFilter(next);
        }}
        counts={countByLevel(data.rows)}
        needsLead={data.rows.filter((r) => r.needsLead).length}
        searchRef={search}
        zones={zones}
        look={look}
        onLook={(next) => {
          release();
          onLook(next);
        }}
      />
      <BoardTable
        containerRef={table}
        rows={data.rows}
        layout={layout}
        change={change}
        seeing={seeing}
        receivedAt={data.receivedAt ?? dataUpdatedAt}
        now={now}
        touch={touch}
        release={release}
        compact={look.compact}
        beds={look.beds}
        emptyText={
          data.rows.length > 0
            ? t("noWaitingPatientMatchesTheseFilters")
            : data.hidden > 0
              ? t("patientsAreWaitingWhomYouCannot")
              : t("nobodyIsWaitingNewArrivalsAppear")
        }
      />
      <p role="status" className="sr-only">
        {changes}
      </p>
    </div>
  );
}

/** What the last refresh changed, for the live region. */
function useChanges(data: BoardView): string {
  const t = useTranslations("board");
  const [said, setSaid] = useState("");
  const previous = useRef(data.rows);
  useEffect(() => {
    const words = changeInWords(previous.current, data.rows, t);
    previous.current = data.rows;
    if (words) setSaid(words);
  }, [data.rows, t]);
  return said;
}
