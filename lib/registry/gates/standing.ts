import { AppError } from "@/lib/core/errors";
import type { Finding, Verdict } from "./check-gates";

/** One measurement of a version, as far as it decides what may be done with it. */
export type Check = {
  readonly digest: string;
  readonly against: string | null;
  readonly source: "release" | "run" | "check";
  readonly status: "queued" | "running" | "succeeded" | "failed";
  readonly verdict: Verdict | null;
  readonly policy: string | null;
  /** Digest of the site calibration laid over the other version; null: none was. */
  readonly servedWith: string | null;
  readonly findings: readonly Finding[] | null;
  readonly error: string | null;
};

type Measured = { readonly version: string; readonly digest: string };
export type Situation = {
  /** The version in use; null: none. */
  readonly champion: string | null;
  /** Digest of the gate policy in force; null: it cannot be verified. */
  readonly policy: string | null;
  /** Digest of the site calibration that is laid over the version in use; null: none is. */
  readonly served: string | null;
};

/** Why a version may not come into use: the code is stable, the words are for the person. Null: it may. */
export type ObjectionCode = "gates-failed" | "not-measured" | "gates-unverified" | "labels-fallen";
export type Objection = { readonly code: ObjectionCode; readonly words: string } | null;

const closed = <C extends Check>(checks: readonly C[], { digest }: Measured): C[] =>
  checks.filter((c) => c.status === "succeeded" && c.digest === digest);

/** The newest word on whether a version may replace the one in use. `checks` newest first. */
export const decisiveCheck = <C extends Check>(
  v: Measured,
  checks: readonly C[],
  { champion, policy, served }: Situation,
): C | null =>
  (policy !== null &&
    closed(checks, v).find(
      (c) =>
        c.source !== "release" && c.against === champion && c.policy === policy && c.servedWith === served,
    )) ||
  null;

/** The measurement that stands for or against a version, for coming into use or, once it was, for going back to it. */
export const checkInQuestion = <C extends Check>(
  v: Measured & { readonly status: string },
  checks: readonly C[],
  now: Situation,
  byException: boolean,
): C | null =>
  v.status === "archived" ? (standsFor(v, checks, byException)[0] ?? null) : decisiveCheck(v, checks, now);

/** What came into use by an exception had failed here: its own evaluation does not speak for it any more. */
const standsFor = <C extends Check>(v: Measured, checks: readonly C[], byException: boolean): C[] =>
  closed(checks, v).filter((c) => !byException || c.source !== "release");

/**
 * A version comes into use when the very files were measured beside the version in use now, under the gates in force now, and
 * no gate failed.
 */
export function objectionToPromoting(v: Measured, checks: readonly Check[], now: Situation): Objection {
  if (now.policy === null)
    return {
      code: "gates-unverified",
      words: `The checks in force cannot be verified, so version ${v.version} cannot be promoted. Put checks into force again first.`,
    };
  const check = decisiveCheck(v, checks, now);
  if (check) return check.verdict === "passed" ? null : failed(v, check);
  const as = now.served === null ? "" : " with the site's calibration laid over it";
  const beside = now.champion ? ` beside ${now.champion}, which is in use${as},` : "";
  return {
    code: "not-measured",
    words: `Version ${v.version} has not been measured${beside} under the checks in force. It has to be measured first.`,
  };
}

/**
 * Back to what once passed, or was measured as a release: whoever was in use before does not matter.
 * @param byException it was in use by an exception
 */
export function objectionToReturning(v: Measured, checks: readonly Check[], byException = false): Objection {
  const known = standsFor(v, checks, byException);
  if (known.some((c) => c.verdict === "passed")) return null;
  const [newest] = known;
  return newest
    ? failed(v, newest)
    : {
        code: "not-measured",
        words: `Version ${v.version} never passed a check. It has to be measured first.`,
      };
}

function failed({ version }: Measured, { findings }: Check): Objection {
  const why = (findings ?? []).filter((f) => f.severity === "fail").map((f) => f.text);
  return { code: "gates-failed", words: `Version ${version} failed: ${why.join(". ")}.` };
}

/**
 * A candidate that learned from labels which may not be learned from any more does not come into use, whatever it measured: nobody can take
 * them out of it again, and a new run learns the others without them.
 * @param fallen how many of the labels of the run that made it
 */
export function objectionToLabels({ version }: Measured, fallen: number): Objection {
  if (fallen === 0) return null;
  const [labels, were] = fallen === 1 ? ["a label", "was"] : [`${fallen} labels`, "were"];
  return {
    code: "labels-fallen",
    words: `Version ${version} learned from ${labels} that ${were} withdrawn or held back since, so it cannot be promoted. A new run learns without.`,
  };
}

/** @throws AppError("gates-failed" | "not-measured" | "gates-unverified" | "labels-fallen") in words for the person who asked */
export function assertNoObjection(objection: Objection): void {
  if (objection)
    throw new AppError(objection.code, `refused: ${objection.code}`, { userMessage: objection.words });
}
