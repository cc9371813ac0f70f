import type { Metadata } from "next";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button-class";
import { ERROR_CODES, type ErrorCode } from "@/lib/core/errors";
import { getRuntime } from "@/lib/workflows/runtime";

export const metadata: Metadata = { title: "Signed out" };
export const dynamic = "force-dynamic";

type Query = Promise<{ reason?: string | string[]; request?: string | string[] }>;

/** Public: why there is no session, and how to get one. Says nothing that depends on who asks. */
export default async function SignedOut({ searchParams }: { searchParams: Query }) {
  const { reason, request } = await searchParams;
  const { title, text } = wordsFor(typeof reason === "string" ? reason : "");
  const { env, issuers } = await getRuntime();
  const [first] = issuers;
  return (
    <PlainPage title={title}>
      <p>{text}</p>
      <p>
        OpenAcuity opens from your EHR: choose a patient there and press its launch button. To see the waiting
        board without choosing a patient first, sign in here.
      </p>
      <p className="flex flex-wrap gap-3">
        {issuers.map((issuer, i) => (
          <a
            key={issuer.issuer}
            href={`/launch?${new URLSearchParams({ iss: issuer.issuer })}`}
            className={buttonClass(i === 0 ? "primary" : "secondary")}
          >
            Sign in with {issuer.name}
          </a>
        ))}
        {env.SANDBOX && first && (
          <a href={new URL(first.issuer).origin} className={buttonClass()}>
            Open the sandbox EHR
          </a>
        )}
      </p>
      {typeof request === "string" && /^[\w-]{8,64}$/.test(request) && (
        <p className="text-[1rem] text-ink-3">
          If it happens again, tell support this reference: <code className="font-medium">{request}</code>
        </p>
      )}
    </PlainPage>
  );
}

function wordsFor(reason: string): { title: string; text: string } {
  switch (reason) {
    case "signed-out":
      return { title: "You are signed out.", text: "Your session and its access to the EHR have ended." };
    case "unauthenticated":
      return {
        title: "Your session has ended.",
        text: "Sessions end after eight hours, or when a workstation is left alone for half an hour. Saved decisions are safe and are still written to the EHR.",
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
        text: Object.hasOwn(ERROR_CODES, reason)
          ? ERROR_CODES[reason as ErrorCode].userMessage
          : "Please launch again from the EHR.",
      };
  }
}
