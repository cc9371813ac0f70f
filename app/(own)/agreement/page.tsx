import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { OwnAgreementReport } from "@/components/console/reader-agreement";
import { OwnUseReport } from "@/components/console/watch/own-use";
import { ownAgreement } from "@/lib/workflows/learning/reader-agreement";
import { ownUse } from "@/lib/workflows/watch/own-use";

export const metadata: Metadata = { title: "How your levels agree" };
export const dynamic = "force-dynamic";

export default async function OwnAgreementPage() {
  const { rt, auth } = await requirePrincipal("agreement:own");
  return (
    <>
      <PageHead title="How your levels agree">
        Some cases, drawn at random, are read a second time by somebody who knows neither level nor
        suggestion. How often both came to the same; your lead sees that, too.
      </PageHead>
      <OwnAgreementReport own={await ownAgreement(rt, auth)} />
      <OwnUseReport own={await ownUse(rt, auth)} />
    </>
  );
}
