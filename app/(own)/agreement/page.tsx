import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { OwnAgreementReport } from "@/components/console/reader-agreement";
import { OwnUseReport } from "@/components/console/watch/own-use";
import { ownAgreement } from "@/lib/workflows/learning/reader-agreement";
import { ownUse } from "@/lib/workflows/watch/own-use";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("own"))("howYourLevelsAgree"),
});
export const dynamic = "force-dynamic";

export default async function OwnAgreementPage() {
  const t = await getTranslations("own");
  const { rt, auth } = await requirePrincipal("agreement:own");
  return (
    <>
      <PageHead title={t("howYourLevelsAgree")}>{t("someCasesDrawnAtRandomAre")}</PageHead>
      <OwnAgreementReport own={await ownAgreement(rt, auth)} />
      <OwnUseReport own={await ownUse(rt, auth)} />
    </>
  );
}
