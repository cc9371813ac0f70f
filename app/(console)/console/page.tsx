import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { Overview } from "@/components/console/overview";
import { PageHead } from "@/components/console/page-head";
import { AtAGlance } from "@/components/console/watch/at-a-glance";
import { atAGlance } from "@/lib/workflows/watch/at-a-glance";
import { getOverview } from "@/lib/workflows/watch/overview";

export const metadata: Metadata = { title: "Console" };

export default async function ConsolePage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [overview, glance] = await Promise.all([getOverview(rt, auth), atAGlance(rt, auth)]);
  return (
    <>
      <PageHead title="Overview">
        How the model serves, what clinicians make of it, and what it learns next.
      </PageHead>
      <Overview overview={overview} pictures={<AtAGlance view={glance} />} />
    </>
  );
}
