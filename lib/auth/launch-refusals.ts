import { describeError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";

/** Why a launch did not come about, in words of ours alone: for the screen, the log and whoever runs the EHR. */
export type LaunchRefusal = {
  readonly why: keyof typeof WORDS;
  /** Resource types the EHR did not grant. */
  readonly missing?: readonly string[];
  /** The error code of RFC 6749 that the EHR answered with. */
  readonly oauth?: string;
  /** Who the EHR says it is, for the first admin: issuer and subject. */
  readonly person?: { readonly issuer: string; readonly subject: string };
};

const AGAIN = "Please launch again from the EHR.";
const ASK_EHR = "Please ask the EHR's administrator.";

const WORDS = {
  issuer: () => "This EHR is not set up to launch OpenAcuity.",
  discovery: () => `The EHR does not say how to sign in to it with SMART. ${ASK_EHR}`,
  "no-pkce": () =>
    `The EHR's sign-in lacks a protection that OpenAcuity requires (PKCE with S256). ${ASK_EHR}`,
  scopes: ({ missing = [] }: LaunchRefusal) =>
    `The EHR did not allow OpenAcuity to read ${missing.join(", ")}. ${ASK_EHR}`,
  denied: () => "The EHR did not let you in, or the sign-in was cancelled there. Please launch again.",
  "ehr-said-no": ({ oauth }: LaunchRefusal) =>
    `The EHR refused the sign-in${oauth ? ` (${oauth})` : ""}. ${ASK_EHR}`,
  identity: () => `The EHR's word on who you are did not pass its checks. ${ASK_EHR}`,
  "no-keys": () => `The EHR publishes no keys to check who you are with. ${ASK_EHR}`,
  context: () => `The EHR named a patient or visit in a way that cannot be read. ${ASK_EHR}`,
  "other-browser": () => `This launch was begun in another browser. ${AGAIN}`,
  used: () => `This launch was finished before, or has taken too long. ${AGAIN}`,
  "no-role": () =>
    "You are known to the EHR but have no role in OpenAcuity yet. Please ask an administrator to give you one.",
} as const;

export const refusalWords = (refusal: LaunchRefusal): string => WORDS[refusal.why](refusal);

export function refused(message: string, refusal: LaunchRefusal, cause?: unknown): AppError {
  return new AppError("launch-refused", message, {
    userMessage: refusalWords(refusal),
    detail: { refusal },
    cause: bare(cause),
  });
}

/** Foreign errors carry codes and tokens along, some in their words; only class and code go on. */
export function bare(cause: unknown): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { type, code } = describeError(cause);
  const copy = new Error(type);
  copy.name = type;
  return Object.assign(copy, code === undefined ? {} : { code });
}

const TYPE = /^[A-Z][A-Za-z]{1,40}$/;

/** What came back through the browser, as far as it can be one of ours; anything else is nothing. */
export function readRefusal(text: string | undefined): LaunchRefusal | null {
  try {
    const given = JSON.parse(text ?? "") as Partial<LaunchRefusal>;
    const why = given.why;
    if (typeof why !== "string" || !Object.hasOwn(WORDS, why)) return null;
    const missing = Array.isArray(given.missing) ? given.missing.filter((t) => TYPE.test(String(t))) : [];
    const oauth = typeof given.oauth === "string" && OAUTH_CODE.test(given.oauth) ? given.oauth : undefined;
    const { issuer, subject } = given.person ?? {};
    const person =
      typeof issuer === "string" && typeof subject === "string" && issuer.length + subject.length < 600
        ? { issuer, subject }
        : undefined;
    return {
      why,
      ...(missing.length > 0 ? { missing } : {}),
      ...(oauth ? { oauth } : {}),
      ...(person ? { person } : {}),
    };
  } catch {
    return null;
  }
}

/** RFC 6749 and OpenID Connect name errors by such words; anything else is the EHR's own text and is not repeated. */
export const OAUTH_CODE = /^[a-z_]{1,40}$/;
