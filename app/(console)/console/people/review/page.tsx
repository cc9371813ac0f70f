import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { AccessReviewBoard } from "@/components/console/access-review";
import { PageHead } from "@/components/console/page-head";
import { buttonClass } from "@/components/ui/button-class";
import { viewAccessReview } from "@/lib/workflows/govern/access-reviews";
import { begin, close, judge } from "./actions";

export const metadata: Metadata = { title: "Access review" };
export const dynamic = "force-dynamic";

export default async function AccessReviewPage() {
  const { rt, auth } = await requirePrincipal("people:read");
  return (
    <>
      <PageHead
        title="Access review"
        actions={
          <Link href="/console/people" prefetch={false} className={buttonClass("secondary", "small")}>
            All people
          </Link>
        }
      >
        Once a quarter an admin looks at everybody who has a role at their EHR: keep it, change it, or take it
        away, with a reason. Nobody reviews themselves.
      </PageHead>
      <AccessReviewBoard initial={await viewAccessReview(rt, auth)} actions={{ begin, judge, close }} />
    </>
  );
}
