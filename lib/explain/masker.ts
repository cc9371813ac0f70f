import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import type { Coalition } from "./coalition";
import type { Player } from "./players";

/**
 * The background every player is measured against. A masked vital, sex, arrival or history entry is absent, as if nobody
 * had asked; a masked word is cut out of its text. Age cannot be absent from a case, so it falls back to a reference age:
 * 40 years, near the median age of adult emergency visits; pass the training data's own median where it is known.
 */
export const DEFAULT_BACKGROUND_AGE = 40;

/** The case with only the present players. All present: the case itself, word for word. */
export function maskCase(
  c: TriageCase,
  players: readonly Player[],
  present: Coalition,
  backgroundAge: number = DEFAULT_BACKGROUND_AGE,
): TriageCase {
  const masked: TriageCase = { ...c };
  const vitals: Vitals = { ...c.vitals };
  const goneHistory = new Set<number>();
  const goneText = { chiefComplaint: [] as [number, number][], note: [] as [number, number][] };

  players.forEach(({ target }, i) => {
    if (present[i]) return;
    switch (target.kind) {
      case "vital":
        delete vitals[target.key];
        break;
      case "consciousness":
        delete vitals.consciousness;
        break;
      case "age":
        masked.ageYears = backgroundAge;
        break;
      case "sex":
        delete masked.sex;
        break;
      case "arrival":
        delete masked.arrivalMode;
        break;
      case "injury":
        delete masked.injury;
        break;
      case "history":
        for (const index of target.indices) goneHistory.add(index);
        break;
      case "text":
        goneText[target.field].push([target.segment.start, target.segment.end]);
    }
  });

  if (c.vitals) masked.vitals = vitals;
  if (c.history) masked.history = c.history.filter((_, i) => !goneHistory.has(i));
  for (const field of ["chiefComplaint", "note"] as const) {
    const text = c[field];
    if (text === undefined || goneText[field].length === 0) continue;
    const left = cut(text, goneText[field]).trim();
    if (left) masked[field] = left;
    else delete masked[field];
  }
  return masked;
}

/** The text without the given parts, which do not overlap. */
function cut(text: string, parts: readonly (readonly [number, number])[]): string {
  let result = "";
  let at = 0;
  for (const [start, end] of [...parts].sort((a, b) => a[0] - b[0])) {
    result += text.slice(at, start);
    at = end;
  }
  return result + text.slice(at);
}
