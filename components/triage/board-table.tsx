"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState } from "react";
import { minutesLater } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useLevelName } from "@/components/words/use-level-name";
import { useTemperatureUnit } from "@/components/words/use-temperature-unit";
import { useVitalName } from "@/components/words/use-vital-name";
import type { Words } from "@/components/words/words";
import type { BoardRow } from "@/lib/workflows/views";
import { BoardLine } from "./board-line";
import { type BoardGroup, groupKey, type HeldChange } from "./board-model";
import { FAHRENHEIT_WIDTH, VITAL_COLUMNS } from "./board-vitals";
import type { Seeing } from "./use-seeing";

type Props = {
  containerRef: RefObject<HTMLDivElement | null>;
  rows: readonly BoardRow[];
  layout: readonly BoardGroup[];
  change: HeldChange;
  seeing: Seeing;
  /** When the rows came, and now, in ms of this workstation's clock; null before the page is alive. */
  receivedAt: number;
  now: number | null;
  touch: () => void;
  release: () => void;
  emptyText: string;
  /** More rows on the screen. */
  compact: boolean;
  /** With how likely admission and critical care are. */
  beds: boolean;
};

export function BoardTable({ containerRef, rows, layout, change, seeing, receivedAt, now, ...rest }: Props) {
  const t = useTranslations("board");
  const levelName = useLevelName();
  const vitalName = useVitalName();
  const temperatureUnit = useTemperatureUnit();
  const unitOf = ({ name, unit }: (typeof VITAL_COLUMNS)[number]) =>
    name === "temp" ? `°${temperatureUnit}` : unit;
  const titleOf = ({ level, zone }: BoardGroup): string => {
    if (zone !== undefined) return zone ?? t("noPlaceRecorded");
    return level === null ? t("noLevelYet") : t("levelTitle", { level, name: levelName(level) });
  };
  const { touch, release, emptyText, compact, beds } = rest;
  const byId = new Map(rows.map((r) => [r.encounterId, r]));
  const arrived = useArrivals(rows);
  const waiting = change.arrived.length + change.left + change.moved > 0;
  return (
    <div className="relative">
      {waiting && (
        <div className="sticky top-12 z-20 -mb-9 flex h-9 justify-center">
          <Button size="small" tone="primary" className="mt-1 shadow-(--shadow)" onClick={release}>
            {t("changeShowNow", { change: heldText(change, byId, t) })} <Kbd onAccent>S</Kbd>
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: pointer and focus only hold the order, they do nothing else */}
      <div
        ref={containerRef}
        className="overflow-hidden rounded-lg border border-line bg-surface"
        onPointerMove={touch}
        onPointerLeave={release}
        onFocus={touch}
        onBlur={(e) => {
          if (!e.currentTarget.contains(e.relatedTarget)) release();
        }}
      >
        {layout.length === 0 ? (
          <p className="px-6 py-16 text-center text-ink-2">{emptyText}</p>
        ) : (
          <table className={`board-table w-full table-fixed border-collapse ${compact ? "compact" : ""}`}>
            <caption className="sr-only">{t("waitingPatientsMostUrgentFirstPress")}</caption>
            {/* Fixed widths: a long reason is cut short instead of pushing vital signs off a small screen. */}
            <colgroup>
              <col className="w-47 max-[1200px]:w-43" />
              <col className="w-62 max-[1200px]:w-42" />
              <col />
              {VITAL_COLUMNS.map((c) => (
                <col key={c.name} className={unitOf(c) === "°F" ? FAHRENHEIT_WIDTH : c.width} />
              ))}
              <col className="w-[14ch] max-[1200px]:w-[12.2ch]" />
            </colgroup>
            <thead>
              <tr className="label bg-sunken text-left">
                <th scope="col" className="py-1.5 pl-4 font-normal">
                  {t("level")}
                </th>
                <th scope="col" className="py-1.5 font-normal">
                  {t("patient")}
                </th>
                <th scope="col" className="py-1.5 font-normal">
                  {t("complaint")}
                </th>
                {VITAL_COLUMNS.map((c) => (
                  <th
                    key={c.name}
                    scope="col"
                    className="py-1.5 pr-4.5 text-right font-normal whitespace-nowrap"
                  >
                    <span aria-hidden="true">
                      {t(`column.${c.name}`)}{" "}
                      <span className="text-[0.857em] max-[1200px]:hidden">{unitOf(c)}</span>
                    </span>
                    <span className="sr-only">
                      {c.keys.length > 1 ? t("bloodPressure") : vitalName(c.keys[0])}, {unitOf(c)}
                    </span>
                  </th>
                ))}
                <th scope="col" className="py-1.5 pr-4 text-right font-normal">
                  {t("waiting")}
                </th>
              </tr>
            </thead>
            {layout.map((group) => (
              <tbody key={groupKey(group)}>
                <tr className="board-group">
                  <th
                    scope="rowgroup"
                    colSpan={4 + VITAL_COLUMNS.length}
                    className="border-t border-line-strong bg-sunken px-4 py-1 text-left text-[0.93rem] font-semibold text-ink-2"
                  >
                    {titleOf(group)}
                    <span className="font-normal text-ink-3">
                      {" "}
                      · {t("patients", { count: group.ids.length })}
                    </span>
                  </th>
                </tr>
                {group.ids.map((id) => {
                  const row = byId.get(id);
                  if (!row) return null;
                  const byNow = (minutes: number | null) =>
                    minutes === null || now === null ? minutes : minutesLater(minutes, receivedAt, now);
                  return (
                    <BoardLine
                      key={id}
                      row={row}
                      beds={beds}
                      wait={byNow(row.waitMinutes)}
                      looked={byNow(row.lookedMinutes)}
                      arrived={arrived.has(id)}
                      seeing={seeing[id]?.join(", ") ?? null}
                    />
                  );
                })}
              </tbody>
            ))}
          </table>
        )}
      </div>
    </div>
  );
}

function heldText(
  { arrived, left, moved }: HeldChange,
  byId: ReadonlyMap<string, BoardRow>,
  t: Words<"board">,
): string {
  const urgent = arrived.map((id) => byId.get(id)).find((r) => r && r.level !== null && r.level <= 2);
  if (urgent) return t("heldUrgent", { level: String(urgent.level), name: urgent.patientName });
  const parts = [
    arrived.length > 0 && t("heldNew", { count: arrived.length }),
    moved > 0 && t("heldToMove", { count: moved }),
    left > 0 && t("heldLeft", { count: left }),
  ].filter(Boolean);
  return `${parts.join(", ")}.`;
}

/** Ids that came with a refresh, not with the first picture: they light up once. */
function useArrivals(rows: readonly BoardRow[]): ReadonlySet<string> {
  const known = useRef(new Set(rows.map((r) => r.encounterId)));
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const fresh = rows.filter((r) => !known.current.has(r.encounterId)).map((r) => r.encounterId);
    if (fresh.length === 0) return;
    for (const id of fresh) known.current.add(id);
    setArrived(new Set(fresh));
  }, [rows]);
  return arrived;
}
