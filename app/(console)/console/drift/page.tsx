import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { DriftBoard } from "@/components/console/drift/drift-board";
import { PageHead } from "@/components/console/page-head";
import { DRIFT_WINDOWS } from "@/lib/monitoring/drift/drift-view";
import { viewDrift } from "@/lib/workflows/watch/drift";
import { one, type Search } from "../search-params";
import { acknowledge, choose } from "./actions";

export const metadata: Metadata = { title: "Drift" };

export default async function DriftPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const asked = Number(one((await searchParams).days));
  const days = DRIFT_WINDOWS.find((d) => d === asked) ?? 28;
  return (
    <PageWords of={["charts"]}>
      <PageHead title="Drift">
        Whether patients, and what is charted of them, are still what the model knows: every first decision on
        a visit is held against a reference.
      </PageHead>
      <nav aria-label="Window" className="no-print mb-4 flex flex-wrap gap-2">
        {DRIFT_WINDOWS.map((d) => (
          <Link
            key={d}
            href={`/console/drift?days=${d}`}
            aria-current={d === days ? "true" : undefined}
            className={`rounded-md border px-3 py-1 ${
              d === days ? "border-accent font-semibold text-accent" : "border-line-strong text-ink-2"
            }`}
          >
            Last {d} days
          </Link>
        ))}
      </nav>
      <DriftBoard
        key={days}
        initial={await viewDrift(rt, auth, { days })}
        actions={{ acknowledge, choose }}
      />
    </PageWords>
  );
}
