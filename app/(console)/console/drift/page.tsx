import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { DriftBoard } from "@/components/console/drift/drift-board";
import { PageHead } from "@/components/console/page-head";
import { DRIFT_WINDOWS } from "@/lib/monitoring/drift/drift-view";
import { viewDrift } from "@/lib/workflows/watch/drift";
import { one, type Search } from "../search-params";
import { acknowledge, choose } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.drift"))("drift"),
});

export default async function DriftPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.drift");
  const { rt, auth } = await requirePrincipal("console:read");
  const asked = Number(one((await searchParams).days));
  const days = DRIFT_WINDOWS.find((d) => d === asked) ?? 28;
  return (
    <PageWords of={["charts", "drift"]}>
      <PageHead title={t("drift")}>{t("whetherPatientsAndWhatIs")}</PageHead>
      <nav aria-label={t("window")} className="no-print mb-4 flex flex-wrap gap-2">
        {DRIFT_WINDOWS.map((d) => (
          <Link
            key={d}
            href={`/console/drift?days=${d}`}
            aria-current={d === days ? "true" : undefined}
            className={`rounded-md border px-3 py-1 ${
              d === days ? "border-accent font-semibold text-accent" : "border-line-strong text-ink-2"
            }`}
          >
            {t("lastDDays", { d })}
          </Link>
        ))}
      </nav>
      <DriftBoard
        key={days}
        initial={await told(await viewDrift(rt, auth, { days }))}
        actions={{ acknowledge, choose }}
      />
    </PageWords>
  );
}
