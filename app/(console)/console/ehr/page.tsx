import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { CdsCards } from "@/components/console/ehr/cds-cards";
import { EhrNews } from "@/components/console/ehr/ehr-news";
import { NotUnderstood } from "@/components/console/ehr/not-understood";
import { ServerFacts } from "@/components/console/ehr/server-facts";
import { PageHead } from "@/components/console/page-head";
import { getEhrSite } from "@/lib/workflows/watch/ehr-site";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.ehr"))("eHR"),
});

export default async function EhrPage() {
  const t = await getTranslations("console.ehr");
  const { rt, auth } = await requirePrincipal("console:read");
  const site = await getEhrSite(rt, auth);
  return (
    <>
      <PageHead title={t("eHR")}>{t("whatNameSendsThatOpenAcuity", { name: site.name })}</PageHead>
      <div className="space-y-10">
        <NotUnderstood site={site} />
        <ServerFacts facts={site.facts} />
        <EhrNews news={site.news} facts={site.facts} />
        <CdsCards cards={site.cards} />
      </div>
    </>
  );
}
