import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { Network } from "@/components/console/network/network";
import { PageHead } from "@/components/console/page-head";
import { viewNetwork } from "@/lib/workflows/watch/network";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.network"))("network"),
});
export const dynamic = "force-dynamic";

export default async function NetworkPage() {
  const t = await getTranslations("console.network");
  const { rt, auth } = await requirePrincipal("network:read");
  return (
    <PageWords of={["charts"]}>
      <PageHead title={t("network")}>{t("everySiteBesideTheOthers")}</PageHead>
      <Network view={await told(await viewNetwork(rt, auth))} />
    </PageWords>
  );
}
