import { useTranslations } from "next-intl";
import { formatPercent } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { OwnUse } from "@/lib/workflows/watch/own-use";

/** For the person it is about, and nobody else. */
export function OwnUseReport({ own }: { own: OwnUse }) {
  const t = useTranslations("own");
  const { suggested, least } = own;
  const lines = [
    [t("takenAsSuggested"), own.accepted],
    [t("madeMoreUrgent"), own.moreUrgent],
    [t("madeLessUrgent"), own.lessUrgent],
  ] as const;
  return (
    <Section
      title={t("whatYouDidWithSuggestions")}
      className="mt-4"
      aside={t("decisionsInTheLastDays", { count: suggested, days: own.days })}
    >
      {suggested < least ? (
        <p className="max-w-[70ch] text-ink-2">{t("tooFewToTellLeastDecisions", { least })}</p>
      ) : (
        <dl className="grid gap-x-8 sm:grid-cols-3">
          {lines.map(([name, n]) => (
            <div
              key={name}
              className="flex items-baseline justify-between gap-4 border-line/70 border-t py-1.5"
            >
              <dt className="font-medium">{name}</dt>
              <dd>
                <span className="text-[1.14rem] font-semibold">{formatPercent(n / suggested)}</span>{" "}
                <span className="text-ink-3">({n})</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="mt-2 max-w-[84ch] text-pretty text-ink-2">{t("thereIsNoRightNumberWho")}</p>
    </Section>
  );
}
