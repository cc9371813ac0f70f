import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { DocumentPage } from "@/components/console/documents/document-page";
import { toAppError } from "@/lib/core/errors";
import { viewDocument } from "@/lib/workflows/govern/documents";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.documents"))("document"),
});
export const dynamic = "force-dynamic";

export default async function OneDocumentPage({ params }: { params: Promise<{ id: string }> }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const document = await viewDocument(rt, auth, (await params).id).catch((error: unknown) => {
    if (toAppError(error).code === "not-found") notFound();
    throw error;
  });
  return <DocumentPage document={document} />;
}
