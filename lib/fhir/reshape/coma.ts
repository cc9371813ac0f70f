import type { Reading } from "../patient-context";
import { GCS_PARTS, GCS_TOTAL } from "./codes";

/** The Glasgow Coma Scale from what EHRs send in place of its total: answer codes, words, or its three parts. */
type Part = keyof typeof GCS_PARTS;
const HIGHEST: Readonly<Record<Part, number>> = { eye: 4, verbal: 5, motor: 6 };

/** LOINC answer lists of 9267-6, 9270-0 and 9268-4: the score each answer stands for. */
const ANSWERS: Readonly<Record<string, readonly [Part, number]>> = {
  "LA6553-7": ["eye", 1],
  "LA6554-5": ["eye", 2],
  "LA6555-2": ["eye", 3],
  "LA6556-0": ["eye", 4],
  "LA6557-8": ["verbal", 1],
  "LA6558-6": ["verbal", 2],
  "LA6559-4": ["verbal", 3],
  "LA6560-2": ["verbal", 4],
  "LA6561-0": ["verbal", 5],
  "LA6562-8": ["motor", 1],
  "LA6563-6": ["motor", 2],
  "LA6564-4": ["motor", 3],
  "LA6565-1": ["motor", 4],
  "LA6566-9": ["motor", 5],
  "LA6567-7": ["motor", 6],
};

const partOf = (loinc: string): Part | undefined =>
  (Object.keys(GCS_PARTS) as Part[]).find((p) => GCS_PARTS[p] === loinc);

/** The score of a part or of the whole; null when the words do not say exactly one. "NT" (not testable) says none. */
export function readGcs(text: string, loinc: string, codes: readonly string[] = []): number | null {
  const part = partOf(loinc);
  if (part) {
    const answer = codes.map((c) => ANSWERS[c]).find((a) => a?.[0] === part);
    if (answer) return answer[1];
    const letter = { eye: "e", verbal: "v", motor: "m" }[part];
    // The Dutch zib's answers are coded "E2", "V3", "M4".
    const coded = codes.find((c) => new RegExp(`^${letter}[1-6]$`, "i").test(c))?.slice(1);
    if (coded && Number(coded) <= HIGHEST[part]) return Number(coded);
    const digit = new RegExp(`^${letter}?\\s*=?\\s*([1-6])(?!\\d|\\s*[/.,]\\s*\\d)`, "i").exec(
      text.trim(),
    )?.[1];
    return digit && Number(digit) <= HIGHEST[part] ? Number(digit) : null;
  }
  const [, e, v, m] = /\be\s*=?\s*([1-4])\W*v\s*=?\s*([1-5])\W*m\s*=?\s*([1-6])\b/i.exec(text) ?? [];
  const sum = e && v && m ? Number(e) + Number(v) + Number(m) : null;
  const rest = text.replace(/\be\s*=?\s*\S+?\W*v\s*=?\s*\S+?\W*m\s*=?\s*[1-6]\b/i, " ");
  const total =
    /^\W*(?:gcs|glasgow(?: coma (?:scale|score))?)?\W*(\d{1,2})?\s*(?:\/\s*15|points?|score)?\W*$/i.exec(
      rest,
    );
  if (!total) return null;
  const said = total[1] === undefined ? null : Number(total[1]);
  return said !== null && sum !== null && said !== sum ? null : (said ?? sum);
}

/**
 * Of somebody with a tube: "E4VTM6", "E4 VNT M6", "10T", "VT". What the rest adds up to is on no scale of 15, so there is no total
 * (glasgowcomascale.org: not testable).
 */
export function speechUntestable(text: string, loinc: string): boolean {
  if (loinc === GCS_TOTAL)
    return (
      /\be\s*=?\s*[1-4]\W*v\s*=?\s*(?:1?\s*t|nt|not testable)\W*m\s*=?\s*[1-6]\b/i.test(text) ||
      /^\W*(?:gcs\W*)?\d{1,2}\s*t(?:ube)?\W*$/i.test(text)
    );
  return (
    loinc === GCS_PARTS.verbal &&
    /^\W*v?\s*=?\s*1?\s*(?:t|nt|tube|intubated|not testable)\b\W*(?:tube|intubated|tracheostomy)?\W*$/i.test(
      text,
    )
  );
}

/** Readings this close in time are one examination. */
const SAME_MINUTE_MS = 60_000;

/** The total of three parts taken together, where the EHR gives none for that moment itself. */
export function totalsOfParts(readings: readonly Reading[]): Reading[] {
  const of = (loinc: string) =>
    readings.filter((r) => r.loinc[0] === loinc && r.value !== null && !r.comparator);
  const near = (a: Reading, b: Reading) =>
    a.day === b.day && Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= SAME_MINUTE_MS;
  const totals = of(GCS_TOTAL);
  return of(GCS_PARTS.eye).flatMap((eye) => {
    const pick = (part: Part) =>
      of(GCS_PARTS[part]).find((r) => r.reference === eye.reference) ??
      of(GCS_PARTS[part]).find((r) => near(r, eye));
    const [verbal, motor] = [pick("verbal"), pick("motor")];
    const parts: readonly (readonly [Part, Reading | undefined])[] = [
      ["eye", eye],
      ["verbal", verbal],
      ["motor", motor],
    ];
    const scores = parts.flatMap(([part, r]) => {
      const value = r?.value ?? 0;
      return Number.isInteger(value) && value >= 1 && value <= HIGHEST[part] ? [value] : [];
    });
    if (scores.length < 3 || totals.some((t) => near(t, eye))) return [];
    const value = scores.reduce((a, b) => a + b, 0);
    return [{ ...eye, loinc: [GCS_TOTAL], value, valueText: null, ucum: "{score}" }];
  });
}
