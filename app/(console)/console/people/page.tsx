import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { PageHead } from "@/components/console/page-head";
import { PeopleTable } from "@/components/console/people-table";
import { buttonClass } from "@/components/ui/button-class";
import { can } from "@/lib/auth/permissions";
import { mayHoldTwo } from "@/lib/auth/roles";
import { listPeople } from "@/lib/workflows/govern/change-people";
import { changeRole, changeSecondRole } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.people"))("people"),
});

export default async function PeoplePage() {
  const t = await getTranslations("console.people");
  const { rt, auth } = await requirePrincipal("people:read");
  const mayWrite = can(auth.principal.role, "people:write");
  return (
    <PageWords of={["people"]}>
      <PageHead
        title={t("people")}
        actions={
          <Link href="/console/people/review" prefetch={false} className={buttonClass("secondary", "small")}>
            {t("accessReview")}
          </Link>
        }
      >
        {t("whoSignedInFromWhich")}
      </PageHead>
      <PeopleTable
        initial={await listPeople(rt, auth)}
        setRole={mayWrite ? changeRole : null}
        setSecond={mayWrite && mayHoldTwo(rt.env) ? changeSecondRole : null}
        ownSecond={rt.env.mode === "embedded"}
        ownId={auth.principal.userId}
        ownIssuer={auth.principal.issuer}
      />
    </PageWords>
  );
}
