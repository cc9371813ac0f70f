import { hypotensionBelow } from "@/lib/case/age-bands";
import type { Vitals } from "@/lib/case/triage-case";

/**
 * Vital-sign limits of the floor by age. Three steps:
 * `danger`  decision point D of the ESI handbook, the lower limit of its 4th (AHRQ 12-0014, figure 5-1) and 5th edition
 *           (ENA 2023): "consider" level 2. By itself it changes
 *           nothing here, since one visit in six at levels 4-5 exceeds it for reasons of fever, pain or fear; both heart
 *           and breathing rate above it make level 3 the least.
 * `marked`  alone enough for level 3. Adults: 2 points of NEWS2 (RCP 2017) for the heart, 3 for breathing. Children: the
 *           danger zone plus about 15 % (heart) and 20 % (breathing), as empirical 95th-99th centiles of emergency
 *           visits lie above the classic limits (Sepanski et al., Front Pediatr 2018;6:66).
 * `severe`  enough for level 2. Adults: NEWS2's 3 points for the heart, 30 /min for breathing. Children: rates that PALS
 *           takes for supraventricular tachycardia (220 infants, 180 children) or impending respiratory failure (60 at
 *           any age), tapering to the adult's.
 * Low rates: PALS calls fewer than 10 breaths a minute at any age, and a heart rate below 60 in an infant with poor
 * perfusion, signs of impending arrest.
 */
export type RateLimits = {
  readonly name: string;
  /** Band holds for ages below this, in years. */
  readonly below: number;
  readonly danger: Rates;
  readonly marked: Rates;
  readonly severe: Rates;
  /** At or below: level 2. */
  readonly slow: Rates;
  /** Below: level 1. */
  readonly arrest: Rates;
};
type Rates = { readonly heart: number; readonly breathing: number };

export const RATE_LIMITS: readonly RateLimits[] = [
  {
    name: "under 3 months",
    below: 0.25,
    danger: { heart: 180, breathing: 50 },
    marked: { heart: 205, breathing: 60 },
    severe: { heart: 220, breathing: 70 },
    slow: { heart: 80, breathing: 16 },
    arrest: { heart: 60, breathing: 10 },
  },
  {
    name: "under 1 year",
    below: 1,
    danger: { heart: 160, breathing: 40 },
    marked: { heart: 185, breathing: 50 },
    severe: { heart: 220, breathing: 60 },
    slow: { heart: 80, breathing: 15 },
    arrest: { heart: 60, breathing: 10 },
  },
  {
    name: "1 to 3 years",
    below: 3,
    danger: { heart: 140, breathing: 40 },
    marked: { heart: 185, breathing: 50 },
    severe: { heart: 200, breathing: 60 },
    slow: { heart: 60, breathing: 15 },
    arrest: { heart: 50, breathing: 10 },
  },
  {
    name: "3 to 8 years",
    below: 8,
    danger: { heart: 120, breathing: 30 },
    marked: { heart: 160, breathing: 36 },
    severe: { heart: 180, breathing: 50 },
    slow: { heart: 55, breathing: 12 },
    arrest: { heart: 45, breathing: 8 },
  },
  {
    name: "8 to 16 years",
    below: 16,
    danger: { heart: 100, breathing: 20 },
    marked: { heart: 125, breathing: 26 },
    severe: { heart: 150, breathing: 35 },
    slow: { heart: 45, breathing: 10 },
    arrest: { heart: 35, breathing: 6 },
  },
  {
    name: "adults",
    below: Number.POSITIVE_INFINITY,
    danger: { heart: 100, breathing: 20 },
    marked: { heart: 110, breathing: 24 },
    severe: { heart: 130, breathing: 29 },
    slow: { heart: 40, breathing: 8 },
    arrest: { heart: 30, breathing: 6 },
  },
];

export function rateLimits(ageYears: number): RateLimits {
  const limits = RATE_LIMITS.find((l) => ageYears < l.below);
  if (!limits) throw new Error(`no vital-sign limits for ${ageYears} years`);
  return limits;
}

export const ADULT = 16;
export const ELDERLY = 65;
export const DAYS_28 = 28 / 365.25;
export const DAYS_90 = 90 / 365.25;

/** A pressure that was measured and holds, well above the limit for the age. */
export const pressureHolds = (ageYears: number, systolic: number | undefined): boolean =>
  systolic !== undefined && systolic >= hypotensionBelow(ageYears) + 10;

/** Pressure and heart measured and calm for the age: skin, a faint or blood seen then say less. */
export function hasCalmCirculation({
  case: c,
  vitals: { systolic, heartRate },
}: {
  readonly case: { readonly ageYears: number };
  readonly vitals: Vitals;
}): boolean {
  if (heartRate === undefined || !pressureHolds(c.ageYears, systolic)) return false;
  const { danger, slow } = rateLimits(c.ageYears);
  return heartRate <= danger.heart && heartRate > slow.heart;
}
