import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { Overview } from "@/components/console/overview";
import { PageHead } from "@/components/console/page-head";
import { getOverview } from "@/lib/workflows/watch/overview";

export const metadata: Metadata = { title: "Console" };

export default async function ConsolePage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="Overview">
        How the model serves, what clinicians make of it, and what it learns next.
      </PageHead>
      <Overview overview={await getOverview(rt, auth)} />
    </>
  );
}
