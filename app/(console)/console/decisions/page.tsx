import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { DecisionTable } from "@/components/console/decision-table";
import { ListFilter, queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { buttonClass } from "@/components/ui/button-class";
import { readNarrowed } from "@/lib/monitoring/listing";
import { listDecisions } from "@/lib/workflows/watch/list-decisions";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.decisions"))("decisions"),
});

export default async function DecisionsPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.decisions");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const overridesOnly = one(search.only) === "overrides";
  const cursor = one(search.cursor);
  const narrowed = readNarrowed((name) => one(search[name]));
  const { items, nextCursor } = await listDecisions(rt, auth, { cursor, overridesOnly, ...narrowed });
  const values = { from: one(search.from), to: one(search.to), who: one(search.who) };
  const query = queryWith({ only: overridesOnly ? "overrides" : undefined, ...values });
  const base = `/console/decisions${query}`;
  const isNarrowed = Object.keys(narrowed).length > 0;
  return (
    <>
      <PageHead
        title={t("decisions")}
        actions={
          <nav aria-label={t("whichDecisions")} className="flex gap-2">
            {[
              { href: `/console/decisions${queryWith(values)}`, name: t("all"), here: !overridesOnly },
              {
                href: `/console/decisions${queryWith({ only: "overrides", ...values })}`,
                name: t("overridesOnly"),
                here: overridesOnly,
              },
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
        {t("whatCliniciansDecidedBesideWhat")}
      </PageHead>
      <ListFilter action="/console/decisions" values={values} csv={`/console/decisions/csv${query}`}>
        {overridesOnly && <input type="hidden" name="only" value="overrides" />}
      </ListFilter>
      {items.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {isNarrowed && `${t("noDecisionFits")} `}
          {isNarrowed
            ? t("widenTheDaysOrClear")
            : overridesOnly
              ? t("noSuggestionHasBeenOverridden")
              : t("noLevelHasBeenDecided")}
        </p>
      ) : (
        <DecisionTable rows={items} />
      )}
      <Pager
        base={base}
        cursor={cursor}
        nextCursor={nextCursor}
        count={items.length}
        what={t("decisionsListed")}
      />
    </>
  );
}
