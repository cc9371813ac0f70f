import { useTranslations } from "next-intl";
import type { EhrSiteView } from "@/lib/workflows/views";

/** What became of suggestions that the EHR shows by itself. It names nobody: the EHR does not say who saw a card. */
export function CdsCards({ cards }: Pick<EhrSiteView, "cards">) {
  const t = useTranslations("console.ehr");
  return (
    <section aria-labelledby="cards" className="space-y-4">
      <h2 id="cards" className="text-[1.14rem] font-semibold">
        {t("cardsInTheEHR")}
      </h2>
      {cards === null ? (
        <p className="max-w-[70ch] text-ink-2">
          {t.rich("thisEHRMayNotAsk", { code: (chunks) => <code>{chunks}</code> })}
        </p>
      ) : cards.shown === 0 ? (
        <p className="max-w-[70ch] text-ink-2">{t("noCardWasShownIn", { days: cards.days })}</p>
      ) : (
        <dl className="grid max-w-[40rem] grid-cols-2 gap-3 sm:grid-cols-4">
          {(
            [
              [t("shownInDaysDays", { days: cards.days }), cards.shown],
              [t("accepted"), cards.accepted],
              [t("overridden"), cards.overridden],
              [t("notHeardOfAgain"), cards.shown - cards.accepted - cards.overridden],
            ] as const
          ).map(([name, n]) => (
            <div key={name} className="rounded-lg border border-line bg-surface px-4 py-3">
              <dt className="text-ink-2">{name}</dt>
              <dd className="text-[1.43rem] font-semibold">{n.toLocaleString("en-US")}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
