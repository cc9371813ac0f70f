import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { OtherRole } from "@/components/shell/other-role";
import { OwnSessions } from "@/components/shell/own-sessions";
import { can } from "@/lib/auth/permissions";
import { otherRoleOf } from "@/lib/workflows/govern/change-people";
import { listOwnSessions } from "@/lib/workflows/govern/sessions";
import { changeOver, endSession, endSessions } from "./actions";

export const metadata: Metadata = { title: "Where you are signed in" };
export const dynamic = "force-dynamic";

export default async function SessionsPage() {
  const { rt, auth } = await requirePrincipal("session:own");
  const other = await otherRoleOf(rt, auth);
  const { SESSION_IDLE_MINUTES: minutes, SESSIONS_PER_PERSON: most } = rt.env;
  return (
    <>
      <PageHead title="Where you are signed in">
        A session ends when you sign out, after eight hours, or when nobody touches the workstation for{" "}
        {minutes === 1 ? "a minute" : `${minutes} minutes`}. You can have {most === 1 ? "one" : most} at a
        time.{" "}
        <Link href="/help" className="font-medium text-accent underline underline-offset-2">
          How OpenAcuity works
        </Link>
        .
        {can(auth.principal.role, "agreement:own") && (
          <>
            {" "}
            Also yours:{" "}
            <Link href="/agreement" className="font-medium text-accent underline underline-offset-2">
              how your levels agree
            </Link>
            .
          </>
        )}
      </PageHead>
      {other && <OtherRole now={auth.principal.role} other={other} changeOver={changeOver} />}
      <OwnSessions initial={await listOwnSessions(rt, auth)} end={endSession} endAll={endSessions} />
    </>
  );
}
