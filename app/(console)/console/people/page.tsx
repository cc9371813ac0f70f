import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { PeopleTable } from "@/components/console/people-table";
import { buttonClass } from "@/components/ui/button-class";
import { can } from "@/lib/auth/permissions";
import { mayHoldTwo } from "@/lib/auth/roles";
import { listPeople } from "@/lib/workflows/govern/change-people";
import { changeRole, changeSecondRole } from "./actions";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  const { rt, auth } = await requirePrincipal("people:read");
  const mayWrite = can(auth.principal.role, "people:write");
  return (
    <>
      <PageHead
        title="People"
        actions={
          <Link href="/console/people/review" prefetch={false} className={buttonClass("secondary", "small")}>
            Access review
          </Link>
        }
      >
        Who signed in from which EHR, and what they may do here. Somebody without a role sees nothing. Roles
        are changed by an admin of the same EHR.
      </PageHead>
      <PeopleTable
        initial={await listPeople(rt, auth)}
        setRole={mayWrite ? changeRole : null}
        setSecond={mayWrite && mayHoldTwo(rt.env) ? changeSecondRole : null}
        ownSecond={rt.env.mode === "embedded"}
        ownId={auth.principal.userId}
        ownIssuer={auth.principal.issuer}
      />
    </>
  );
}
