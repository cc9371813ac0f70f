import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { IncidentTable } from "@/components/console/incidents/incident-table";
import { NewIncident } from "@/components/console/incidents/new-incident";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { buttonClass } from "@/components/ui/button-class";
import { viewIncidents } from "@/lib/workflows/watch/incidents";
import { one, type Search } from "../search-params";
import { start } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.incidents"))("incidents"),
});

const SHOWN = [
  { name: "open", status: "open", href: "/console/incidents" },
  { name: "closed", status: "closed", href: "/console/incidents?show=closed" },
  { name: "all", status: undefined, href: "/console/incidents?show=all" },
] as const;

export default async function IncidentsPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.incidents");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const asked = one(search.show);
  const shown = SHOWN.find((s) => s.name === asked) ?? SHOWN[0];
  const cursor = one(search.cursor);
  const { page, mayOpen } = await viewIncidents(rt, auth, { status: shown.status, cursor });
  return (
    <PageWords of={["incidents"]}>
      <PageHead
        title={t("incidents")}
        actions={
          <>
            <nav aria-label={t("whichIncidents")} className="flex gap-2">
              {SHOWN.map(({ name, href }) => (
                <Link
                  key={href}
                  href={href}
                  aria-current={href === shown.href ? "true" : undefined}
                  className={buttonClass(href === shown.href ? "primary" : "secondary", "small")}
                >
                  {t(`shown.${name}`)}
                </Link>
              ))}
            </nav>
            {mayOpen && <NewIncident start={start} />}
          </>
        }
      >
        {t("whatAlertsDriftComplaintsAnd")}
      </PageHead>
      {page.items.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("isStatusCliniciansReportProblemsFrom", { isStatus: String(Boolean(shown.status === "open")) })}
        </p>
      ) : (
        <IncidentTable rows={page.items} />
      )}
      <Pager
        base={shown.href}
        cursor={cursor}
        nextCursor={page.nextCursor}
        count={page.items.length}
        what={t("incidentsListed")}
      />
    </PageWords>
  );
}
