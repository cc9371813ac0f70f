import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { DocumentList } from "@/components/console/documents/document-list";
import { PageHead } from "@/components/console/page-head";
import { listDocuments } from "@/lib/workflows/govern/documents";

export const metadata: Metadata = { title: "Documents" };
export const dynamic = "force-dynamic";

export default async function DocumentsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="Documents">
        Made from the registry, the checks in force, the model’s own evaluation and the audit log, as they are
        now. What no data says stands there as not known. They are no certificates.
      </PageHead>
      <DocumentList view={await listDocuments(rt, auth)} />
    </>
  );
}
