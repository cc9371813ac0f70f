"use client";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useBoardHref } from "@/components/board-place";
import { formatAgeLong, formatBirthDate, formatMinutes, minutesLater, sexInWords } from "@/components/format";
import { useFramed } from "@/components/framed";
import { Ago, LocalTime, useNow } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { Freshness, PatientView } from "@/lib/workflows/views";
import { Flag } from "./flag";
import { VisitFlags } from "./visit-flags";

type Props = {
  banner: PatientView["banner"];
  /** The EHR's page around this one says all of it, too. */
  ehrBanner: boolean;
  freshness: Freshness;
  /** When the banner came, in ms of this workstation's clock. */
  receivedAt: number;
  visit: PatientView["visit"];
  needsLead: boolean;
  /** Names of others who have this page in sight. */
  others: readonly string[];
};

/**
 * Who this is, always in sight: the first guard against deciding about the wrong patient. In a frame whose EHR shows it, too, only
 * what a decision is checked against stays: name, age and one more identifier.
 */
export function PatientBanner(props: Props) {
  const { banner, ehrBanner, freshness, receivedAt, visit, needsLead, others } = props;
  const t = useTranslations("patient");
  const said = useSaid();
  const locale = useLocale();
  const now = useNow(10_000);
  const brief = useFramed() && ehrBanner;
  const { ageYears, sex, birthDate, identifiers, arrivedAt, arrivalMode, waitMinutes, location } = banner;
  const wait =
    waitMinutes === null || now === null ? waitMinutes : minutesLater(waitMinutes, receivedAt, now);
  return (
    <section
      aria-label={t("patient")}
      data-tour="banner"
      className="sticky top-11 z-20 border-b border-line-strong bg-surface print:border-b-2"
    >
      <div className="mx-auto flex max-w-[110rem] flex-wrap items-center gap-x-5 gap-y-1 px-5 py-2 max-xl:gap-x-3">
        <Link
          href={useBoardHref()}
          prefetch={false}
          aria-label={t("backToBoard")}
          className="no-print -ml-2 grid size-8 place-items-center rounded-md text-[1.4rem] leading-none text-ink-2 hover:bg-hover"
        >
          <span aria-hidden="true">‹</span>
        </Link>
        <h1 className="text-[1.43rem] leading-tight font-semibold tracking-tight max-xl:text-[1.29rem]">
          {banner.name}
        </h1>
        <dl className="flex flex-wrap items-center gap-x-4 gap-y-1 max-xl:order-2 max-xl:gap-x-3">
          <Item label={t("ageAndSex")} strong>
            {ageYears === null ? t("ageNotKnown") : formatAgeLong(ageYears, locale)} ·{" "}
            {sexInWords(sex, locale)}
          </Item>
          {!(brief && identifiers.length > 0) && (
            <Item label={t("born")}>{birthDate ? formatBirthDate(birthDate, locale) : t("notKnown")}</Item>
          )}
          {identifiers.slice(0, brief ? 1 : 2).map((id) => (
            <Item key={`${id.label} ${id.value}`} label={said(id.label)}>
              {id.value}
            </Item>
          ))}
          {!brief && (
            <Item label={t("arrived")}>
              {arrivedAt ? <LocalTime iso={arrivedAt} /> : t("notKnown")}
              {arrivalMode === "ambulance" && t("byAmbulance")}
              {arrivalMode === "walk-in" && t("walkedIn")}
            </Item>
          )}
          {location && !brief && <Item label={t("place")}>{location}</Item>}
          <Item label={t("waiting")} strong>
            {wait === null ? t("notKnown") : formatMinutes(wait)}
          </Item>
        </dl>
        {/* Beside the name where there is no room behind the rest: nothing below moves when somebody comes. */}
        <p
          role="status"
          className="no-print min-w-0 truncate text-[0.93rem] font-medium text-accent max-xl:order-1 max-xl:flex-1"
        >
          {others.length > 0 && (
            <>
              <span aria-hidden="true">◉ </span>
              {t("othersHaveThisPatientOpen", { names: others.join(", "), count: others.length })}
            </>
          )}
        </p>
        <VisitFlags visit={visit} />
        {needsLead && (
          <Flag tone="warn" sign="◆">
            {t("needsALead")}
          </Flag>
        )}
        {/* The notice above the content scrolls away; that the data are old must not. */}
        {freshness.source === "snapshot" && (
          <p className="ml-auto">
            <Flag tone="warn" sign="!">
              {t.rich("snapshotAgo", { ago: () => <Ago iso={freshness.fetchedAt} /> })}
            </Flag>
          </p>
        )}
      </div>
    </section>
  );
}

function Item({ label, strong = false, children }: { label: string; strong?: boolean; children: ReactNode }) {
  return (
    <div className="border-l border-line pl-3 leading-tight max-xl:pl-2.5">
      <dt className="label">{label}</dt>
      <dd className={`whitespace-nowrap ${strong ? "font-semibold" : ""}`}>{children}</dd>
    </div>
  );
}
