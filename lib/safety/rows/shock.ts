import { hypotensionBelow } from "@/lib/case/age-bands";
import { formatVital } from "@/lib/case/features";
import type { FindingKey } from "@/lib/findings/catalogue";
import type { FiredRule } from "../floor";
import { ADULT, DAYS_90, rateLimits } from "../limits";
import { type SafetyInput, type SafetyRule, SOURCES } from "../rule";

/** Signs that a low pressure is shock: what is lost, and how brain and skin bear it. */
const SIGNS: readonly FindingKey[] = [
  "skin-poor-perfusion",
  "diaphoretic",
  "mottled-or-pale",
  "altered-mental-status",
  "lethargic",
  "unresponsive",
  "syncope",
  "gi-bleed",
  "vaginal-bleeding",
  "bleeding",
  "bleeding-heavy",
  "bleeding-uncontrolled",
];

const isHypotensive = ({ case: c, vitals: { systolic } }: SafetyInput): boolean =>
  systolic !== undefined && (c.ageYears >= ADULT ? systolic < 90 : systolic < hypotensionBelow(c.ageYears));

function heartSign({ case: c, vitals: { heartRate } }: SafetyInput): string | null {
  if (heartRate === undefined) return null;
  const limits = rateLimits(c.ageYears);
  const fast = c.ageYears >= ADULT ? heartRate >= 120 : heartRate > limits.marked.heart;
  return fast || heartRate <= limits.slow.heart ? `heart rate ${formatVital("heartRate", heartRate)}` : null;
}

/** Shock is a combination, never one number: ESI level 1, "signs of poor perfusion". */
export const SHOCK_RULES: readonly SafetyRule[] = [
  {
    id: "shock",
    level: 1,
    family: "circulation",
    when: "Systolic pressure below 90 mmHg (children: below the limit for the age) with clammy or mottled skin, bleeding, an altered mind, or a fast or slow heart",
    source: `${SOURCES.esi}, level 1 criteria (signs of poor perfusion)`,
    applies(input): FiredRule | null {
      if (!isHypotensive(input)) return null;
      const said = input.found.now(SIGNS);
      const sign = said ? `"${said.quote}"` : heartSign(input);
      if (!sign || said?.doubt === "considered") return null;
      return {
        id: "shock",
        level: 1,
        reason: `Signs of shock: systolic pressure ${formatVital("systolic", input.vitals.systolic ?? 0)} with ${sign}`,
        source: this.source,
      };
    },
  },
  {
    id: "newborn-shock",
    level: 1,
    family: "circulation",
    when: "Mottled or pale skin in a listless, limp or blue infant under 90 days",
    source: `${SOURCES.esiPeds} (flaccid or poorly perfused infant)`,
    applies({ case: c, found }): FiredRule | null {
      if (c.ageYears >= DAYS_90) return null;
      const skin = found.now(["mottled-or-pale", "blue-or-cyanotic", "skin-poor-perfusion"]);
      const mind = found.now(["lethargic", "floppy", "unresponsive", "not-breathing"]);
      if (!skin || !mind) return null;
      return {
        id: "newborn-shock",
        level: 1,
        reason: `Infant with poor perfusion: "${skin.quote}", "${mind.quote}"`,
        source: this.source,
      };
    },
  },
];
