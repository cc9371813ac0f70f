import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { AccessReviewBoard } from "@/components/console/access-review";
import { PageHead } from "@/components/console/page-head";
import { buttonClass } from "@/components/ui/button-class";
import { viewAccessReview } from "@/lib/workflows/govern/access-reviews";
import { begin, close, judge } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.people"))("accessReview"),
});
export const dynamic = "force-dynamic";

export default async function AccessReviewPage() {
  const t = await getTranslations("console.people");
  const { rt, auth } = await requirePrincipal("people:read");
  return (
    <PageWords of={["people"]}>
      <PageHead
        title={t("accessReview")}
        actions={
          <Link href="/console/people" prefetch={false} className={buttonClass("secondary", "small")}>
            {t("allPeople")}
          </Link>
        }
      >
        {t("onceAQuarterAnAdmin")}
      </PageHead>
      <AccessReviewBoard initial={await viewAccessReview(rt, auth)} actions={{ begin, judge, close }} />
    </PageWords>
  );
}
