import type { Metadata } from "next";
import { cookies } from "next/headers";
import { REFUSAL_COOKIE } from "@/app/_server/cookies";
import { PlainPage } from "@/components/shell/plain-page";
import { SignInWays } from "@/components/shell/sign-in-ways";
import { type LaunchRefusal, readRefusal, refusalWords } from "@/lib/auth/launch-refusals";
import { SESSION_ENDS } from "@/lib/auth/session";
import { ERROR_CODES, type ErrorCode } from "@/lib/core/errors";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const metadata: Metadata = { title: "Signed out" };
export const dynamic = "force-dynamic";

type Query = Promise<{ reason?: string | string[]; request?: string | string[] }>;

/**
 * Public: why there is no session, and how to get one. Depends on who asks only by what their own browser brings back from
 * the launch that has just been refused.
 */
export default async function SignedOut({ searchParams }: { searchParams: Query }) {
  const { reason, request } = await searchParams;
  const failed = reason === "launch-refused" || reason === "forbidden";
  const refusal = failed ? readRefusal((await cookies()).get(REFUSAL_COOKIE)?.value) : null;
  const { title, text } = wordsFor(typeof reason === "string" ? reason : "", refusal);
  const { env, issuers } = await getRuntime();
  const [first] = issuers;
  return (
    <PlainPage title={title}>
      <p>{text}</p>
      {refusal?.person && (
        <p className="text-[1rem] text-ink-2">
          Nobody is admin yet? Whoever runs OpenAcuity makes you one by writing this into the setting{" "}
          <code>BOOTSTRAP_ADMINS</code>:{" "}
          <code className="font-medium [overflow-wrap:anywhere]">
            {refusal.person.issuer}|{refusal.person.subject}
          </code>
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
          If it happens again, tell support this reference: <code className="font-medium">{request}</code>
        </p>
      )}
    </PlainPage>
  );
}

function wordsFor(reason: string, refusal: LaunchRefusal | null): { title: string; text: string } {
  switch (reason) {
    case "signed-out":
      return { title: "You are signed out.", text: "Your session and its access to the EHR have ended." };
    case "idle":
    case "expired":
    case "renewed":
    case "other-person":
    case "limit":
    case "by-owner":
      return {
        title: "Your session has ended.",
        text: `${SESSION_ENDS[reason]} Saved decisions are safe and are still written to the EHR; a comment or reason you had begun is kept for you.`,
      };
    case "foreign-page":
      return {
        title: "You are still signed in.",
        text: "The request to sign out did not come from a page of OpenAcuity. Go to your start page and sign out there.",
      };
    case "unauthenticated":
      return {
        title: "Your session has ended.",
        text: "Sessions end after eight hours, or when nobody touches the workstation for a while. Saved decisions are safe and are still written to the EHR.",
      };
    case "forbidden":
      return {
        title: "You have no role here yet.",
        text: "The EHR knows you, but nobody has given you a role in OpenAcuity. Your name is now on the list of people: ask an admin to choose your role in the console, then launch again.",
      };
    case "":
      return { title: "You are not signed in.", text: "There is no session in this browser." };
    default:
      return {
        title: "The sign-in did not work.",
        text: refusal
          ? refusalWords(refusal)
          : Object.hasOwn(ERROR_CODES, reason)
            ? ERROR_CODES[reason as ErrorCode].userMessage
            : "Please launch again from the EHR.",
      };
  }
}
