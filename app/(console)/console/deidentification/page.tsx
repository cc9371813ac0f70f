import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { DeidentificationReview } from "@/components/console/deidentification/review";
import { SitePhrases } from "@/components/console/deidentification/site-phrases";
import { PageHead } from "@/components/console/page-head";
import { Notice } from "@/components/ui/notice";
import { can } from "@/lib/auth/permissions";
import { viewPhrases } from "@/lib/workflows/learning/review-deidentification";
import { withdraw } from "../labels/actions";
import { addToList, review, takeFromList } from "./actions";

export const metadata: Metadata = { title: "De-identification" };

export default async function DeidentificationPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const may = can(auth.principal.role, "deidentification:review");
  return (
    <>
      <PageHead title="De-identification">
        What is taken out of a text before anything is learned from it. It does not find everything: look at a
        sample now and then, and say what was missed.
      </PageHead>
      {may ? (
        <>
          <DeidentificationReview review={review} withdraw={withdraw} />
          <SitePhrases initial={await viewPhrases(rt, auth)} add={addToList} remove={takeFromList} />
        </>
      ) : (
        <Notice tone="info" title="Texts and phrases may name patients: a model steward sees them.">
          Who looked, and why, is in the audit log.
        </Notice>
      )}
    </>
  );
}
