/**
 * Whether a person may be shown what is stored here of a visit. The EHR alone says who may see whom; what it last said is
 * remembered, so that its refusal holds also while it is away.
 */

/** How the EHR said no: not for this person, not there (any more), or another patient's by now. */
const REFUSALS = ["ehr-refused", "not-found", "wrong-patient"] as const;
export type Refusal = (typeof REFUSALS)[number];
export const isRefusal = (code: string): code is Refusal => (REFUSALS as readonly string[]).includes(code);

/** What the EHR last said to one person about one visit. */
export type AccessRow = {
  readonly encounterId: string;
  readonly confirmedAt: Date | null;
  /** When visit and patient were last read by themselves, not in a list. */
  readonly readAt: Date | null;
  readonly refusedAt: Date | null;
  readonly refusal: Refusal | null;
  readonly withheld: readonly string[];
};

export type Standing =
  | { readonly state: "refused"; readonly refusal: Refusal }
  | { readonly state: "confirmed"; readonly at: Date; readonly withheld: readonly string[] }
  | { readonly state: "unknown" };

/**
 * Where a person stands with one visit, by all rows about that patient. A refusal of one visit of a patient holds for the
 * others too, until one of them has been read by itself since: a list is no proof, some EHRs list what they then refuse.
 */
export function standingOf(rows: readonly AccessRow[], encounterId: string): Standing {
  const own = rows.find((r) => r.encounterId === encounterId);
  if (own?.refusedAt) return { state: "refused", refusal: own.refusal ?? "ehr-refused" };
  const elsewhere = rows.find(
    (r) =>
      r.refusedAt !== null &&
      // That the visit was moved says nothing against the patient.
      r.refusal !== "wrong-patient" &&
      !(own?.readAt && own.readAt > r.refusedAt),
  );
  if (elsewhere) return { state: "refused", refusal: elsewhere.refusal ?? "ehr-refused" };
  return own?.confirmedAt
    ? { state: "confirmed", at: own.confirmedAt, withheld: own.withheld }
    : { state: "unknown" };
}

/** Whether the EHR has confirmed it recently enough. A confirmation from the future is none: a clock is wrong. */
export function isConfirmedWithin(standing: Standing, ms: number, now: Date): boolean {
  if (standing.state !== "confirmed") return false;
  const age = now.getTime() - standing.at.getTime();
  return age >= -CLOCK_SKEW && age <= ms;
}
const CLOCK_SKEW = 60_000;
