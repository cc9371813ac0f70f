import { AGE_RANGE } from "./features";

const DAY_MS = 86_400_000;

/**
 * Systems that must have a date write the first of January 1900 or thereabouts for a patient whose age nobody knows. The few
 * people of that age were not all born on New Year's Day.
 */
const PLACEHOLDER = /^(18\d\d|190\d)-01-01/;

/**
 * Age in fractional years, by whole days so that a case stays the same all day, from a FHIR date (YYYY, YYYY-MM or YYYY-MM-DD); null when it is missing, not a date, more
 * than a day in the future or longer ago than anyone lives. A date without day or month counts from the middle of
 * what it leaves open. Whole years pass on birthdays, so "16" is reached on the day, not at 16 x 365.25.
 */
export function ageInYears(birthDate: string | null, now: Date): number | null {
  const match = birthDate && /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(birthDate.trim());
  if (!match || PLACEHOLDER.test(match.input)) return null;
  const year = Number(match[1]);
  const month = match[2] ? Number(match[2]) : 7;
  const day = match[3] ? Number(match[3]) : match[2] ? 15 : 1;
  const born = Date.UTC(year, month - 1, day);
  const check = new Date(born);
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) return null;

  const ahead = born - now.getTime();
  // The birth date is a local calendar day, `now` an instant: a newborn east of Greenwich may seem born tomorrow.
  if (ahead > DAY_MS) return match[3] ? null : ahead < 200 * DAY_MS ? 0 : null;
  if (ahead > 0) return 0;

  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  let years = now.getUTCFullYear() - year;
  let birthday = Date.UTC(year + years, month - 1, day);
  if (birthday > today) {
    years -= 1;
    birthday = Date.UTC(year + years, month - 1, day);
  }
  const next = Date.UTC(year + years + 1, month - 1, day);
  const age = years + (today - birthday) / (next - birthday);
  return age > AGE_RANGE[1] ? null : Math.round(age * 10_000) / 10_000;
}
