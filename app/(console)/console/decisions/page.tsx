import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { DecisionTable } from "@/components/console/decision-table";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { buttonClass } from "@/components/ui/button-class";
import { listDecisions } from "@/lib/workflows/console/decisions";
import { one, type Search } from "../search-params";

export const metadata: Metadata = { title: "Decisions" };

export default async function DecisionsPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const overridesOnly = one(search.only) === "overrides";
  const cursor = one(search.cursor);
  const { items, nextCursor } = await listDecisions(rt, auth, { cursor, overridesOnly });
  const base = overridesOnly ? "/console/decisions?only=overrides" : "/console/decisions";
  return (
    <>
      <PageHead
        title="Decisions"
        actions={
          <nav aria-label="Which decisions" className="flex gap-2">
            {[
              { href: "/console/decisions", name: "All", here: !overridesOnly },
              { href: "/console/decisions?only=overrides", name: "Overrides only", here: overridesOnly },
            ].map(({ href, name, here }) => (
              <Link
                key={href}
                href={href}
                aria-current={here ? "true" : undefined}
                className={buttonClass(here ? "primary" : "secondary", "small")}
              >
                {name}
              </Link>
            ))}
          </nav>
        }
      >
        What clinicians decided, beside what was suggested. No patient is named here.
      </PageHead>
      {items.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {overridesOnly ? "No suggestion has been overridden." : "No level has been decided yet."}
        </p>
      ) : (
        <DecisionTable rows={items} />
      )}
      <Pager base={base} cursor={cursor} nextCursor={nextCursor} count={items.length} what="decisions" />
    </>
  );
}
