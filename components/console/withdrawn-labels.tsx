import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { WithdrawnView } from "@/lib/workflows/learning/withdraw-labels";
import { LearnedByList } from "./learned-by";

/** The labels withdrawn last, why, and which versions had learned from them. */
export function WithdrawnLabels({ rows }: { rows: readonly WithdrawnView[] }) {
  const t = useTranslations("console.labels");
  return (
    <Section
      title={t("withdrawnLabels")}
      className="mt-4"
      aside={rows.length === 0 ? t("none") : t("theLastOnes")}
    >
      <p className="max-w-[80ch] text-pretty text-ink-2">
        {t.rich("oneLabelIsWithdrawnOr", {
          link: (chunks) => (
            <Link href="/console/decisions" className="font-medium text-accent underline underline-offset-2">
              {chunks}
            </Link>
          ),
        })}
      </p>
      {rows.length > 0 && (
        <ul className="mt-2 divide-y divide-line/70">
          {rows.map((row) => (
            <li key={row.labelId} className="py-2.5">
              <p>
                {t.rich("labelIdIsWhyByByReason", {
                  link: (chunks) => (
                    <Link
                      href={`/console/labels?label=${row.labelId}`}
                      className="font-mono text-[0.93rem] font-medium underline"
                    >
                      {chunks}
                    </Link>
                  ),
                  labelId: row.labelId.slice(0, 8),
                  isWhy: String(Boolean(row.why === "opted-out")),
                  at: () => <LocalTime iso={row.at} withDate />,
                  by: row.by,
                  reason: row.reason,
                })}
              </p>
              <div className="flex flex-wrap gap-x-2 text-ink-2">
                {t("modelVersionsThatLearnedFrom2")} <LearnedByList versions={row.versions} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
