"use client";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { inLocale } from "@/components/format";
import { Chevron } from "@/components/ui/chevron";
import { useSaid } from "@/components/words/use-said";
import type { Group } from "@/lib/explain/explanation";
import { Bars } from "./bars";
import { PartLabel } from "./part-label";
import { formatPlace, formatSize, largestGroup, type Picture, toneOf } from "./picture-data";
import { TONES } from "./tones";
import { type Opened, type Openings, type WaterfallRow, waterfallOf } from "./waterfall-data";

const ROW = 33;

/**
 * What moved the level, step by step: a table of the groups of findings, each of which opens into its members, with a bar
 * for each that starts where the one before ended. Left is more urgent, as level 1 is left of level 5.
 */
export function Waterfall({ picture, caption }: { picture: Picture; caption: string }) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const [chosen, setChosen] = useState<Openings>({});
  const [closed, setClosed] = useState<ReadonlySet<Group>>(new Set());
  const first = largestGroup(picture);
  const open: Openings = Object.fromEntries(
    Object.entries({ ...(first ? { [first]: "top" } : {}), ...chosen }).filter(
      ([g]) => !closed.has(g as Group),
    ),
  );
  const set = (group: Group, opened: Opened | null) => {
    setClosed((old) => new Set(opened ? [...old].filter((g) => g !== group) : [...old, group]));
    if (opened) setChosen((old) => ({ ...old, [group]: opened }));
  };
  const waterfall = waterfallOf(picture, open);
  const { outcome, base, output } = picture;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(7rem,34%)] gap-x-3 print:grid-cols-[minmax(0,1fr)_40%]">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t("findings")}</th>
            <th scope="col">
              {outcome === "severity" ? t("effectInLevels") : t("effectInPercentagePoints")}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr style={{ height: ROW }}>
            <th scope="row" className="pr-2 font-normal text-ink-3">
              {t("withNothingKnown")}
            </th>
            <td className="w-16 text-right text-ink-3">{formatPlace(outcome, base, locale)}</td>
          </tr>
          {waterfall.rows.map((r) => (
            <Row key={r.key} row={r} picture={picture} set={set} />
          ))}
          <tr style={{ height: ROW }}>
            <th scope="row" className="border-t border-line pr-2 font-semibold">
              {t("thisPatient")}
            </th>
            <td className="border-t border-line text-right font-semibold">
              {formatPlace(outcome, output, locale)}
            </td>
          </tr>
        </tbody>
      </table>
      <Bars picture={picture} waterfall={waterfall} row={ROW} />
    </div>
  );
}

type RowProps = {
  row: WaterfallRow;
  picture: Picture;
  set: (group: Group, opened: Opened | null) => void;
};

function Row({ row, picture, set }: RowProps) {
  const t = useTranslations("explanation");
  const said = useSaid();
  if (row.kind === "waiting")
    return (
      <tr style={{ height: ROW }}>
        <td colSpan={2} className="pl-5">
          <div className="skeleton h-3.5 w-3/5" />
        </td>
      </tr>
    );
  const inner = row.kind !== "group";
  return (
    <tr style={{ height: ROW }} className={inner ? "text-ink-2" : ""}>
      <th
        scope="row"
        className={`max-w-0 pr-2 text-left leading-[1.1] ${inner ? "pl-5 text-[0.96rem] font-normal" : "font-medium"}`}
      >
        {row.kind === "group" ? (
          <Opener open={row.open} onPress={() => set(row.group, row.open ? null : "top")}>
            {said(row.label)}
          </Opener>
        ) : row.kind === "rest" ? (
          <button
            type="button"
            className="text-left text-accent underline decoration-line-strong underline-offset-3 hover:decoration-current print:text-ink-2 print:no-underline"
            onClick={() => set(row.group, "all")}
          >
            <span className="sr-only">{t("show")} </span>
            {said(row.label)}
          </button>
        ) : (
          <PartLabel label={row.label} {...(row.around ? { around: row.around } : {})} />
        )}
      </th>
      <Effect row={row} picture={picture} />
    </tr>
  );
}

function Opener({ open, onPress, children }: { open: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onPress}
      className="-ml-1 flex w-full items-center gap-1 rounded px-1 py-0.5 text-left hover:bg-hover"
    >
      <Chevron open={open} />
      {children}
    </button>
  );
}

function Effect({ row, picture: { outcome, negligible } }: { row: WaterfallRow; picture: Picture }) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const toneName = toneOf(outcome, row.effect);
  const tone = TONES[toneName];
  const slight = Math.abs(row.effect) < negligible;
  const error = row.standardError ?? 0;
  return (
    <td className={`text-right whitespace-nowrap ${slight ? "text-ink-3" : `font-medium ${tone.text}`}`}>
      {!slight && (
        <span aria-hidden="true" className="mr-0.5 text-[0.7em]">
          {tone.sign}
        </span>
      )}
      {formatSize(outcome, row.effect, t, locale)}
      <span className="sr-only">
        {" "}
        {slight ? t("hardlyAnyEffect") : t(`tone.${toneName}`)}
        {error >= 0.005 ? t("standardErrorValue", { value: inLocale(error.toFixed(2), locale) }) : ""}
      </span>
    </td>
  );
}
