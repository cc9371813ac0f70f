import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { Situation } from "./standing";

/**
 * Exceptions from the gates, as pure rules. asked -> agreed -> used -> ended; or declined by the second person, withdrawn by
 * the first, lapsed when anything it was asked for has changed.
 */
export const EXCEPTION_STATUSES = [
  "asked",
  "agreed",
  "used",
  "ended",
  "declined",
  "withdrawn",
  "lapsed",
] as const;
export type ExceptionStatus = (typeof EXCEPTION_STATUSES)[number];

/** No exception is for ever: by then something better has to be trained, or the gates changed in the open. */
export const MOST_DAYS = 90;

/** Somebody else has to be able to agree or disagree with it. */
export const SHORTEST_EXCEPTION_REASON = 20;

export type Bound = {
  readonly digest: string;
  readonly against: string | null;
  readonly policy: string;
  readonly checkId: string;
  /** "2027-02-27": the last day (UTC). */
  readonly until: string;
};

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
export const lastDay = (now: Date): string => dayOf(new Date(now.getTime() + MOST_DAYS * DAY));
export const isOver = (until: string, now: Date): boolean => dayOf(now) > until;

/** @throws AppError("invalid-input") in words: a day that is none, is past, or is too far */
export function assertEndDate(until: string, now: Date): void {
  const wrong = (userMessage: string) =>
    new AppError("invalid-input", "end date", { userMessage, detail: { fields: ["until"] } });
  const day = new Date(`${until}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || dayOf(day) !== until) throw wrong(`"${until}" is not a day.`);
  if (isOver(until, now)) throw wrong("The end date is past.");
  if (until > lastDay(now))
    throw wrong(`An exception ends after ${MOST_DAYS} days at the latest: on ${lastDay(now)}.`);
}

/** Why it no longer holds, in words; null: everything is as it was when it was asked for. */
export function whyLapsed(
  e: Bound,
  version: { readonly digest: string },
  check: { readonly id: string } | null,
  situation: Situation,
  now: Date,
): string | null {
  if (e.digest !== version.digest) return "its files have changed";
  if (e.against !== situation.champion) return "another version is in use now";
  if (e.policy !== situation.policy) return "the checks in force have changed";
  if (e.checkId !== check?.id) return "the version was measured again";
  if (isOver(e.until, now)) return "its end date is past";
  return null;
}

type Person = {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly fhirUser: string | null;
};

/** One human with two accounts is one person: the EHR says the same subject, or the same practitioner. */
export const isSamePerson = (a: Person, b: Person): boolean =>
  a.id === b.id ||
  a.subject === b.subject ||
  (a.issuer === b.issuer && a.fhirUser !== null && a.fhirUser === b.fhirUser);
