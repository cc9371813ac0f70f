"use client";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import type { BoardLook } from "@/components/board-look";
import { formatWait } from "@/components/format";
import { Kbd } from "@/components/ui/kbd";
import { useLevelName } from "@/components/words/use-level-name";
import { type BoardFilter, isFiltered, type LevelCount, NO_FILTER } from "./board-model";
import { LevelMark } from "./level-mark";

type Props = {
  filter: BoardFilter;
  onChange: (filter: BoardFilter) => void;
  counts: readonly LevelCount[];
  needsLead: number;
  searchRef: RefObject<HTMLInputElement | null>;
  /** Parts of the department that have somebody in them; without any there is nothing to choose. */
  zones: readonly string[];
  look: BoardLook;
  onLook: (look: BoardLook) => void;
};

/** How many wait at each level; each figure is also the filter for it. */
export function BoardFilters({ filter, onChange, counts, needsLead, searchRef, zones, look, onLook }: Props) {
  const t = useTranslations("board");
  const levelName = useLevelName();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row of tiles in every browser */}
      <div
        role="group"
        aria-label={t("showOneLevel")}
        data-tour="levels"
        className="flex overflow-hidden rounded-lg border border-line bg-surface max-[900px]:grid max-[900px]:w-full max-[900px]:grid-cols-3 max-[900px]:gap-px max-[900px]:bg-line"
      >
        {counts.map((c) => {
          const active = filter.level === c.level;
          return (
            <button
              key={c.level}
              type="button"
              aria-pressed={active}
              onClick={() => onChange({ ...filter, level: active ? null : c.level })}
              className={`flex items-center gap-2.5 border-l border-line px-3.5 py-2 text-left first:border-l-0 max-[1200px]:px-3 max-[900px]:border-l-0 max-[900px]:bg-surface ${active ? "bg-accent-soft shadow-[inset_0_-3px_0_var(--accent)]" : "hover:bg-hover"}`}
            >
              <LevelMark level={c.level === "none" ? null : c.level} size={26} />
              <span className="leading-tight">
                <span className="sr-only">
                  {c.level === "none"
                    ? t("withoutALevel")
                    : t("tileName", { level: c.level, name: levelName(c.level).toLowerCase() })}
                  :{" "}
                </span>
                <span className="block text-[1.29rem] leading-none font-semibold">{c.waiting}</span>
                <span className="sr-only"> {t("waitingAndUndecided", { undecided: c.undecided })} </span>
                <span className="block pt-0.5 text-[0.857rem] whitespace-nowrap text-ink-3 max-[600px]:whitespace-normal">
                  {c.longestWait === null
                    ? t("noneWaiting")
                    : t("upToLongestWait", { wait: formatWait(c.longestWait).replaceAll(" ", "\u00a0") })}
                </span>
              </span>
            </button>
          );
        })}
      </div>
      <div className="ml-auto flex flex-wrap items-center justify-end gap-x-4 gap-y-2 max-[1200px]:ml-0 max-[1200px]:w-full max-[1200px]:justify-start">
        <Check
          label={t("undecidedOnly")}
          checked={filter.undecidedOnly}
          onChange={(undecidedOnly) => onChange({ ...filter, undecidedOnly })}
        />
        <Check
          label={t("needsALeadCount", { count: needsLead })}
          checked={filter.needsLeadOnly}
          onChange={(needsLeadOnly) => onChange({ ...filter, needsLeadOnly })}
        />
        {(zones.length > 0 || filter.zone !== null) && (
          <>
            <ZoneChoice zones={zones} zone={filter.zone} onChange={(zone) => onChange({ ...filter, zone })} />
            <Check
              label={t("byZone")}
              checked={look.byZone}
              onChange={(byZone) => onLook({ ...look, byZone })}
            />
          </>
        )}
        <Check label={t("beds")} checked={look.beds} onChange={(beds) => onLook({ ...look, beds })} />
        <Check
          label={t("compact")}
          checked={look.compact}
          onChange={(compact) => onLook({ ...look, compact })}
        />
        <label data-tour="search" className="relative flex items-center">
          <span className="sr-only">{t("searchByNameRecordNumberComplaint")}</span>
          <input
            ref={searchRef}
            type="search"
            value={filter.search}
            onChange={(e) => onChange({ ...filter, search: e.target.value })}
            placeholder={t("nameNumberComplaint")}
            autoComplete="off"
            spellCheck={false}
            aria-keyshortcuts="/"
            className="h-9 w-64 max-w-full rounded-md border border-line-strong bg-surface pr-8 pl-3 placeholder:text-ink-3"
          />
          {!filter.search && (
            <span className="pointer-events-none absolute right-2">
              <Kbd>/</Kbd>
            </span>
          )}
        </label>
        {isFiltered(filter) && (
          <button
            type="button"
            className="font-medium text-accent underline"
            onClick={() => onChange(NO_FILTER)}
          >
            {t("showAll")}
          </button>
        )}
      </div>
    </div>
  );
}

/** One part of the department; the one in the address is there also while nobody is in it. */
function ZoneChoice({
  zones,
  zone,
  onChange,
}: {
  zones: readonly string[];
  zone: string | null;
  onChange: (zone: string | null) => void;
}) {
  const t = useTranslations("board");
  const all = zone !== null && !zones.includes(zone) ? [...zones, zone] : zones;
  return (
    <label className="flex items-center">
      <span className="sr-only">{t("showOneZone")}</span>
      <select
        value={zone ?? ""}
        onChange={(e) => onChange(e.target.value || null)}
        className="h-9 max-w-44 rounded-md border border-line-strong bg-surface px-2.5"
      >
        <option value="">{t("allZones")}</option>
        {all.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (v: boolean) => void;
}) {
  return (
    <label className="flex cursor-pointer items-center gap-2 whitespace-nowrap">
      <input
        type="checkbox"
        checked={checked}
        onChange={(e) => onChange(e.target.checked)}
        className="size-4 accent-(--accent)"
      />
      {label}
    </label>
  );
}
