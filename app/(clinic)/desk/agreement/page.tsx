import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { ReaderAgreementList } from "@/components/console/reader-agreement";
import { agreementOfReaders } from "@/lib/workflows/learning/reader-agreement";

export const metadata: Metadata = { title: "How levels agree" };
export const dynamic = "force-dynamic";

export default async function AgreementPage() {
  const { rt, auth } = await requirePrincipal("agreement:read");
  return (
    <div className="mx-auto w-full max-w-[60rem] px-5 pt-6 pb-12">
      <PageHead title="How levels agree">
        How far each person’s levels agree with second readings of cases drawn at random, by name. Who is
        right is not in these figures; everybody sees their own.
      </PageHead>
      <ReaderAgreementList readers={await agreementOfReaders(rt, auth)} />
    </div>
  );
}
