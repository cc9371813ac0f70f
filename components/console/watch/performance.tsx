import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { useFigures } from "@/components/words/use-figures";
import { useTold } from "@/components/words/use-told";
import { sayValue } from "@/lib/monitoring/charts/in-words";
import type { Quantity } from "@/lib/monitoring/charts/picture";
import { ABOUT_REFERENCE, REFERENCES } from "@/lib/monitoring/watch/references";
import type { PerformanceView } from "@/lib/workflows/watch/performance";
import { ChartCard } from "../charts/chart-card";
import { queryWith } from "../list-filter";
import { NothingYet } from "./nothing-yet";
import { UpTo } from "./up-to";

type Props = {
  view: PerformanceView;
  here: string;
  /** The filter as the address says it. */
  said: Readonly<Record<string, string | undefined>>;
  csv: (picture: string) => string;
};

export function Performance({ view, here, said, csv }: Props) {
  const t = useTranslations("console.watch");
  const figures = useFigures();
  const told = useTold();
  const off = (value: number, quantity: Quantity): string =>
    quantity === "percent"
      ? t("pointsOff", { number: figures.fixed(100 * value, 1) })
      : figures.decimal(sayValue(value, "kappa"));
  if (view.visits === 0)
    return (
      <NothingYet title={view.upTo ? t("noVisitFits") : t("noVisitHasBeenAssessed")}>
        {view.upTo ? t("widenTheDaysOrTake") : t("figuresAppearHereAMinute")}
      </NothingYet>
    );
  const card = (picture: Parameters<typeof ChartCard>[0]["picture"]) => (
    <ChartCard key={picture.id} picture={picture} csv={csv(picture.id)} notes={view.notes} level={3} />
  );
  return (
    <>
      <UpTo at={view.upTo} visits={view.visits} />
      <nav aria-label={t("heldAgainst")} className="mb-3 flex flex-wrap items-center gap-2">
        <span className="text-ink-2">{t("heldAgainst")}</span>
        {REFERENCES.map((r) => (
          <Link
            key={r}
            href={`${here}${queryWith({ ...said, against: r === "decided" ? undefined : r })}`}
            prefetch={false}
            aria-current={view.against === r ? "true" : undefined}
            className={buttonClass(view.against === r ? "primary" : "secondary", "small")}
          >
            {told(ABOUT_REFERENCE[r].name)}
          </Link>
        ))}
      </nav>
      {view.warning && (
        <Notice tone="info" title={t("decisionsAreMadeAfterSeeing")} className="mb-4">
          {view.warning}
        </Notice>
      )}
      <Part title={t("withLabels")}>
        {view.overTime.map(card)}
        {view.critical ? card(view.critical) : <NoOutcomes />}
      </Part>
      <Part title={t("whereLabelsAreStillTo")} about={t("whatIsToBeExpected")}>
        {view.estimates.map(({ picture, own }) => (
          <div key={picture.id} className="min-w-0">
            {card(picture)}
            <p className="mt-1 px-1 text-[0.93rem] text-pretty text-ink-2">
              {own
                ? t("where100LabelsAndMore", {
                    points: own.points,
                    off: off(own.off, picture.quantity),
                    held: own.held,
                  })
                : t("tooFewLabelsHaveCome")}
            </p>
          </div>
        ))}
        {card(view.arrival)}
      </Part>
      <Part title={t("besideOthersOnTheSame")}>{view.scoreboards.map(card)}</Part>
      <Part title={t("nurseAtTheDoorSuggestion")} about={t("onPatientsWhoseLevelWas")}>
        {view.door.length > 0 ? view.door.map(card) : <NoFirstLevels />}
      </Part>
      <Part title={t("byVersionUnitAndGroup")}>
        {view.groups.map(card)}
        {view.funnel && card(view.funnel)}
      </Part>
    </>
  );
}

function NoOutcomes() {
  const t = useTranslations("console.watch");
  return <NothingYet title={t("whatBecameOfPatients")}>{t("whetherThoseWhoBecameCritical")}</NothingYet>;
}

function NoFirstLevels() {
  const t = useTranslations("console.watch");
  return <NothingYet title={t("noLevelWasGivenFirst")}>{t("thisComparesNursesWithoutThe")}</NothingYet>;
}

function Part({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section className="mt-6 first-of-type:mt-0">
      <h2 className="mb-2 text-[1.14rem] font-semibold">{title}</h2>
      {about && <p className="mb-2 text-ink-2">{about}</p>}
      <div className="grid gap-4 lg:grid-cols-2">{children}</div>
    </section>
  );
}
