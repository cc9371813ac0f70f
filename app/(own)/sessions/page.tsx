import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { LanguageChoice } from "@/components/shell/language-choice";
import { OtherRole } from "@/components/shell/other-role";

import { OwnSessions } from "@/components/shell/own-sessions";
import { can } from "@/lib/auth/permissions";
import { otherRoleOf } from "@/lib/workflows/govern/change-people";
import { listOwnSessions } from "@/lib/workflows/govern/sessions";
import { changeOver, endSession, endSessions } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("launch"))("whereYouAreSignedIn"),
});
export const dynamic = "force-dynamic";

export default async function SessionsPage() {
  const t = await getTranslations("launch");
  const { rt, auth } = await requirePrincipal("session:own");
  const other = await otherRoleOf(rt, auth);
  const { SESSION_IDLE_MINUTES: minutes, SESSIONS_PER_PERSON: most } = rt.env;
  return (
    <>
      <PageHead title={t("whereYouAreSignedIn")}>
        {t.rich("aSessionEnds", {
          minutes,
          most,
          help: (words) => (
            <Link href="/help" className="font-medium text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
        {can(auth.principal.role, "agreement:own") && (
          <>
            {" "}
            {t.rich("alsoYours", {
              agreement: (words) => (
                <Link href="/agreement" className="font-medium text-accent underline underline-offset-2">
                  {words}
                </Link>
              ),
            })}
          </>
        )}
      </PageHead>
      {other && <OtherRole now={auth.principal.role} other={other} changeOver={changeOver} />}
      {can(auth.principal.role, "board:read") && <LanguageChoice />}
      <OwnSessions initial={await listOwnSessions(rt, auth)} end={endSession} endAll={endSessions} />
    </>
  );
}
