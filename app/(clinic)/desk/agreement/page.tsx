import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { ReaderAgreementList } from "@/components/console/reader-agreement";
import { agreementOfReaders } from "@/lib/workflows/learning/reader-agreement";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("desk"))("howLevelsAgree"),
});
export const dynamic = "force-dynamic";

export default async function AgreementPage() {
  const t = await getTranslations("desk");
  const { rt, auth } = await requirePrincipal("agreement:read");
  return (
    <div className="mx-auto w-full max-w-[60rem] px-5 pt-6 pb-12">
      <PageHead title={t("howLevelsAgree")}>{t("howFarEachPersonSLevels")}</PageHead>
      <ReaderAgreementList readers={await agreementOfReaders(rt, auth)} />
    </div>
  );
}
