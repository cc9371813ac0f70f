import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { OwnAgreementReport } from "@/components/console/reader-agreement";
import { ownAgreement } from "@/lib/workflows/learning/reader-agreement";

export const metadata: Metadata = { title: "How your levels agree" };
export const dynamic = "force-dynamic";

export default async function OwnAgreementPage() {
  const { rt, auth } = await requirePrincipal("agreement:own");
  return (
    <>
      <PageHead title="How your levels agree">
        Some cases, drawn at random, are read a second time by somebody who knows neither level nor
        suggestion. How often both came to the same. Only you and your lead see this page.
      </PageHead>
      <OwnAgreementReport own={await ownAgreement(rt, auth)} />
    </>
  );
}
