import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { IncidentTable } from "@/components/console/incidents/incident-table";
import { NewIncident } from "@/components/console/incidents/new-incident";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { buttonClass } from "@/components/ui/button-class";
import { viewIncidents } from "@/lib/workflows/watch/incidents";
import { one, type Search } from "../search-params";
import { start } from "./actions";

export const metadata: Metadata = { title: "Incidents" };

const SHOWN = [
  { name: "Open", status: "open", href: "/console/incidents" },
  { name: "Closed", status: "closed", href: "/console/incidents?show=closed" },
  { name: "All", status: undefined, href: "/console/incidents?show=all" },
] as const;

export default async function IncidentsPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const asked = one(search.show);
  const shown = SHOWN.find((s) => s.status === asked) ?? (asked === "all" ? SHOWN[2] : SHOWN[0]);
  const cursor = one(search.cursor);
  const { page, mayOpen } = await viewIncidents(rt, auth, { status: shown.status, cursor });
  return (
    <>
      <PageHead
        title="Incidents"
        actions={
          <>
            <nav aria-label="Which incidents" className="flex gap-2">
              {SHOWN.map(({ name, href }) => (
                <Link
                  key={href}
                  href={href}
                  aria-current={href === shown.href ? "true" : undefined}
                  className={buttonClass(href === shown.href ? "primary" : "secondary", "small")}
                >
                  {name}
                </Link>
              ))}
            </nav>
            {mayOpen && <NewIncident start={start} />}
          </>
        }
      >
        What alerts, drift, complaints and reports from the bedside brought up: what was found, what was done
        about it, and how it ended. No patient is named here.
      </PageHead>
      {page.items.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {shown.status === "open" ? "No incident is open." : "There is none."} Clinicians report problems
          from a patient’s page; alerts open one where ALERTS_TOKEN is set.
        </p>
      ) : (
        <IncidentTable rows={page.items} />
      )}
      <Pager
        base={shown.href}
        cursor={cursor}
        nextCursor={page.nextCursor}
        count={page.items.length}
        what="incidents"
      />
    </>
  );
}
