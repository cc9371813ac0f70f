import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { DeidentificationReview } from "@/components/console/deidentification/review";
import { SitePhrases } from "@/components/console/deidentification/site-phrases";
import { PageHead } from "@/components/console/page-head";
import { Notice } from "@/components/ui/notice";
import { can } from "@/lib/auth/permissions";
import { viewPhrases } from "@/lib/workflows/learning/review-deidentification";
import { withdraw } from "../labels/actions";
import { addToList, review, takeFromList } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.deidentification"))("deIdentification"),
});

export default async function DeidentificationPage() {
  const t = await getTranslations("console.deidentification");
  const { rt, auth } = await requirePrincipal("console:read");
  const may = can(auth.principal.role, "deidentification:review");
  return (
    <PageWords of={["deidentification"]}>
      <PageHead title={t("deIdentification")}>{t("whatIsTakenOutOf")}</PageHead>
      {may ? (
        <>
          <DeidentificationReview review={review} withdraw={withdraw} />
          <SitePhrases initial={await viewPhrases(rt, auth)} add={addToList} remove={takeFromList} />
        </>
      ) : (
        <Notice tone="info" title={t("textsAndPhrasesMayName")}>
          {t("whoLookedAndWhyIs")}
        </Notice>
      )}
    </PageWords>
  );
}
