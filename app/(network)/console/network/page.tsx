import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { Network } from "@/components/console/network/network";
import { PageHead } from "@/components/console/page-head";
import { viewNetwork } from "@/lib/workflows/watch/network";

export const metadata: Metadata = { title: "Network" };
export const dynamic = "force-dynamic";

export default async function NetworkPage() {
  const { rt, auth } = await requirePrincipal("network:read");
  return (
    <PageWords of={["charts"]}>
      <PageHead title="Network">
        Every site beside the others, in figures that each tells once a minute. Patients are seen at their own
        site and nowhere else.
      </PageHead>
      <Network view={await viewNetwork(rt, auth)} />
    </PageWords>
  );
}
