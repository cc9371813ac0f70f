import Link from "next/link";
import { useTranslations } from "next-intl";
import type { GlanceView } from "@/lib/workflows/watch/at-a-glance";
import { ChartCard } from "../charts/chart-card";
import { NothingYet } from "./nothing-yet";

/** The most important charts in small, each with the way to where there is more. */
export function AtAGlance({ view }: { view: GlanceView }) {
  const t = useTranslations("console.overview");
  if (view.pictures.length === 0)
    return <NothingYet title={t("nothingToDrawYet")}>{t("chartsAppearHereWhenPatients")}</NothingYet>;
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {view.pictures.map(({ picture, more }) => (
        <ChartCard
          key={picture.id}
          picture={picture}
          small
          more={
            <Link
              href={more}
              prefetch={false}
              className="font-medium text-accent underline underline-offset-2"
            >
              {t.rich("moreAboutTitle", {
                span: (chunks) => <span className="sr-only">{chunks}</span>,
                title: picture.title,
              })}
            </Link>
          }
        />
      ))}
    </div>
  );
}
