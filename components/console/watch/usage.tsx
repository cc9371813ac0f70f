import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { UsageView } from "@/lib/workflows/watch/usage";
import { ChartCard } from "../charts/chart-card";
import { NothingYet } from "./nothing-yet";
import { UpTo } from "./up-to";

export function Usage({ view, csv }: { view: UsageView; csv: (picture: string) => string }) {
  const t = useTranslations("console.watch");
  const { count, least } = view.people;
  if (view.decided === 0)
    return (
      <NothingYet title={view.upTo ? t("noDecisionFits") : t("nothingHasBeenDecidedYet")}>
        {view.upTo ? t("widenTheDaysOrTake2") : t("figuresAppearHereAMinute2")}
      </NothingYet>
    );
  if (count < least)
    return (
      <NothingYet title={t("countOfLeastPeopleNeeded", { count, least })}>
        {t("figuresOfSoFewWould", { least })}
      </NothingYet>
    );
  return (
    <>
      <UpTo at={view.upTo} visits={view.visits} />
      {view.noFirst && (
        <Notice tone="info" title={t("whetherSuggestionsLeadToBetter")} className="mb-4">
          {t("forThatSomeLevelsMust")}
        </Notice>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        {view.pictures.map((picture) => (
          <ChartCard key={picture.id} picture={picture} csv={csv(picture.id)} notes={view.notes} />
        ))}
      </div>
    </>
  );
}
