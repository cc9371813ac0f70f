import { ownId } from "../reference";
import { coverageSchema, type ForeignCoverage } from "../reshape/schemas";
import { spanOf, when } from "../reshape/times";

/**
 * Who is expected to pay, in groups as coarse as the health statistics of the United States keep them. For watching fairness alone:
 * no model reads it and nothing is trained with it.
 */
export const PAYERS = ["medicaid", "medicare", "other-public", "private", "other", "self-pay"] as const;
export type Payer = (typeof PAYERS)[number];

const SOPT = "https://nahdo.org/sopt";
const SELF_PAY = "http://terminology.hl7.org/CodeSystem/coverage-selfpay";
const ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/** The same list under its object identifier, as some servers name it. */
const SOPT_NAMES = [SOPT, "urn:oid:2.16.840.1.113883.3.221.5"];

/** Source of Payment Typology of the Public Health Data Standards Consortium: the first digit says the group, 81 and 82 that nobody pays. */
function ofTypology(code: string): Payer | null {
  if (/^8[12]/.test(code)) return "self-pay";
  const groups: Readonly<Record<string, Payer>> = {
    1: "medicare",
    2: "medicaid",
    3: "other-public",
    4: "other-public",
    5: "private",
    6: "private",
    7: "private",
  };
  return groups[code[0] ?? ""] ?? (code.startsWith("9") && !code.startsWith("99") ? "other" : null);
}

/** HL7 v3 ActCode, the policy types that FHIR prefers for Coverage.type. Which public programme it is they do not say. */
const BY_ACT: Readonly<Record<string, Payer>> = {
  PUBLICPOL: "other-public",
  SUBSIDIZ: "other-public",
  WCBPOL: "other",
  AUTOPOL: "other",
  EHCPOL: "private",
  HIP: "private",
  HSAPOL: "private",
  MCPOL: "private",
  POS: "private",
  HMO: "private",
  PPO: "private",
};

/** Words go before a code that does not tell Medicaid from Medicare. */
function payerOfOne({ type }: ForeignCoverage): Payer | null {
  const codings = type?.coding ?? [];
  const words = [type?.text, ...codings.map((c) => c.display)].join(" ");
  for (const { system, code } of codings) {
    if (!code) continue;
    const found = SOPT_NAMES.includes(system ?? "") ? ofTypology(code) : null;
    if (found) return found;
    if (system === SELF_PAY) return "self-pay";
  }
  if (/\bmedicaid\b/i.test(words) || /\bCHIP\b/.test(words)) return "medicaid";
  if (/\bmedicare\b/i.test(words)) return "medicare";
  const act = codings.flatMap((c) => (c.system === ACT && c.code && BY_ACT[c.code]) || []);
  if (act[0]) return act[0];
  return /\b(self[ -]?pay|uninsured|no insurance)\b/i.test(words) ? "self-pay" : null;
}

/**
 * Of several the one that comes first in PAYERS: somebody with Medicare and Medicaid is counted with those of little means. Null: the EHR
 * lists none that held on that day and says what it is. That somebody has no Coverage at all is not taken for having no insurance.
 * @param arrived when the patient came
 */
export function payerOf(
  coverages: readonly unknown[],
  { issuer, patientId, arrived }: { issuer: string; patientId: string; arrived: Date },
): Payer | null {
  const found = new Set<Payer>();
  for (const raw of coverages) {
    const parsed = coverageSchema.safeParse(raw);
    if (!parsed.success || ownId(parsed.data.beneficiary?.reference, "Patient", issuer) !== patientId)
      continue;
    if (parsed.data.status !== "active" || !heldOn(parsed.data, arrived)) continue;
    const payer = payerOfOne(parsed.data);
    if (payer) found.add(payer);
  }
  return PAYERS.find((p) => found.has(p)) ?? null;
}

function heldOn({ period }: ForeignCoverage, at: Date): boolean {
  const edge = (text: string | undefined, end: 0 | 1) => {
    const told = when(text);
    return told === null ? null : spanOf(told)[end];
  };
  const [from, to] = [edge(period?.start, 0), edge(period?.end, 1)];
  return (from === null || from <= at.getTime()) && (to === null || at.getTime() <= to);
}
