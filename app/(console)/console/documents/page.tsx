import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { DocumentList } from "@/components/console/documents/document-list";
import { PageHead } from "@/components/console/page-head";
import { listDocuments } from "@/lib/workflows/govern/documents";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.documents"))("documents"),
});
export const dynamic = "force-dynamic";

export default async function DocumentsPage() {
  const t = await getTranslations("console.documents");
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title={t("documents")}>{t("madeFromTheRegistryThe")}</PageHead>
      <DocumentList view={await listDocuments(rt, auth)} />
    </>
  );
}
