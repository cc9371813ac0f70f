import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { Overview } from "@/components/console/overview";
import { PageHead } from "@/components/console/page-head";
import { AtAGlance } from "@/components/console/watch/at-a-glance";
import { atAGlance } from "@/lib/workflows/watch/at-a-glance";
import { getOverview } from "@/lib/workflows/watch/overview";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.overview"))("console"),
});

export default async function ConsolePage() {
  const t = await getTranslations("console.overview");
  const { rt, auth } = await requirePrincipal("console:read");
  const [overview, glance] = await told(await Promise.all([getOverview(rt, auth), atAGlance(rt, auth)]));
  return (
    <PageWords of={["charts"]}>
      <PageHead title={t("overview")}>{t("howTheModelServesWhat")}</PageHead>
      <Overview overview={overview} pictures={<AtAGlance view={glance} />} />
    </PageWords>
  );
}
