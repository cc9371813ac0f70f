import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { REFUSAL_COOKIE } from "@/app/_server/cookies";
import { getSaid } from "@/app/_server/said";
import { PlainPage } from "@/components/shell/plain-page";
import { SignInWays } from "@/components/shell/sign-in-ways";
import type { Words } from "@/components/words/words";
import { type LaunchRefusal, readRefusal, refusalWords } from "@/lib/auth/launch-refusals";
import { SESSION_ENDS } from "@/lib/auth/session";
import { ERROR_CODES, type ErrorCode } from "@/lib/core/errors";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("launch"))("signedOut"),
});
export const dynamic = "force-dynamic";

type Query = Promise<{ reason?: string | string[]; request?: string | string[] }>;

/**
 * Public: why there is no session, and how to get one. Depends on who asks only by what their own browser brings back from
 * the launch that has just been refused.
 */
export default async function SignedOut({ searchParams }: { searchParams: Query }) {
  const t = await getTranslations("launch");
  const { reason, request } = await searchParams;
  const failed = reason === "launch-refused" || reason === "forbidden";
  const refusal = failed ? readRefusal((await cookies()).get(REFUSAL_COOKIE)?.value) : null;
  const { title, text } = wordsFor(typeof reason === "string" ? reason : "", refusal, t, await getSaid());
  const { env, issuers } = await getRuntime();
  const [first] = issuers;
  return (
    <PlainPage title={title}>
      <p>{text}</p>
      {refusal?.person && (
        <p className="text-[1rem] text-ink-2">
          {t.rich("nobodyIsAdminYet", {
            setting: () => <code>BOOTSTRAP_ADMINS</code>,
            person: () => (
              <code className="font-medium [overflow-wrap:anywhere]">
                {refusal.person?.issuer}|{refusal.person?.subject}
              </code>
            ),
          })}
        </p>
      )}
      <SignInWays
        ways={issuers.map(({ name, issuer }) => ({
          name,
          href: `/launch?${new URLSearchParams({ iss: issuer })}`,
        }))}
        sandbox={env.SANDBOX && first ? new URL(first.issuer).origin : null}
      />
      {typeof request === "string" && /^[\w-]{8,64}$/.test(request) && (
        <p className="text-[1rem] text-ink-3">
          {t.rich("ifItHappensAgain", { code: () => <code className="font-medium">{request}</code> })}
        </p>
      )}
    </PlainPage>
  );
}

const ENDS = ["idle", "expired", "renewed", "other-person", "limit", "by-owner"] as const;
const KNOWN = ["signed-out", "foreign-page", "unauthenticated", "forbidden"] as const;

function wordsFor(
  reason: string,
  refusal: LaunchRefusal | null,
  t: Words<"launch">,
  said: (text: string) => string,
): { title: string; text: string } {
  const end = ENDS.find((e) => e === reason);
  if (end) return { title: t("sessionEnded"), text: `${said(SESSION_ENDS[end])} ${t("savedIsSafe")}` };
  const known = reason === "" ? "none" : KNOWN.find((k) => k === reason);
  if (known) return { title: t(`why.${known}.title`), text: t(`why.${known}.text`) };
  return {
    title: t("why.failed.title"),
    text: refusal
      ? said(refusalWords(refusal))
      : Object.hasOwn(ERROR_CODES, reason)
        ? said(ERROR_CODES[reason as ErrorCode].userMessage)
        : t("why.failed.text"),
  };
}
