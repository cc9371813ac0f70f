import type { Severity, Side } from "./finding";

/** How bad, which side, since when: read from the clause a mention stands in. */
const SEVERE =
  /\b(severe|severely|worst|excruciating|unbearable|extreme|extremely|intense|agonizing|intolerable|terrible|horrible|uncontrolled|intractable|massive|10\/10|9\/10)\b/;
const MILD =
  /\b(mild|mildly|slight|slightly|minor|minimal|a little|a bit|occasional|scant|small amount|1\/10|2\/10|3\/10)\b/;
const MODERATE = /\b(moderate|moderately|[4-7]\/10)\b/;

export function severityOf(clause: string): Severity | null {
  if (SEVERE.test(clause)) return "severe";
  if (MILD.test(clause)) return "mild";
  return MODERATE.test(clause) ? "moderate" : null;
}

export function sideOf(clause: string): Side | null {
  if (/\b(both|bilateral|bilaterally)\b/.test(clause)) return "both";
  const [left, right] = [/\bleft\b/.test(clause), /\bright\b/.test(clause)];
  if (left && right) return "both";
  return left ? "left" : right ? "right" : null;
}

export const isSudden = (clause: string): boolean =>
  /\b(sudden|suddenly|abrupt|abruptly|acute onset|all at once)\b/.test(clause);

const HOURS: Readonly<Record<string, number>> = { min: 1 / 60, h: 1, d: 24, w: 168, mo: 730, y: 8_766 };
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  several: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
};
const UNIT =
  "(minutes?|mins?|min|hours?|hrs?|hr|h|days?|d|weeks?|wks?|wk|w|months?|mos?|mo|years?|yrs?|yr|y)";
const SPAN = new RegExp(
  `\\b(?:x ?)?(\\d+(?:\\.\\d+)?|a|an|one|two|couple|three|few|four|several|five|six|seven|ten) ?(?:of )?${UNIT}\\b(?! old)`,
);

/** Hours since it began or happened: "x3d", "2 hours ago", "since yesterday", "this morning"; null when nothing is said. */
export function onsetHoursOf(clause: string): number | null {
  const glued =
    /\bx ?(\d+)([a-z]+)\b/.exec(clause) ?? /\b(\d+)(h|hr|hrs|d|wk|wks|w|mo|min|mins)\b/.exec(clause);
  const span = glued ?? SPAN.exec(clause);
  if (span) {
    const count = NUMBERS[span[1] ?? ""] ?? Number(span[1]);
    const unit = unitOf(span[2] ?? "");
    if (unit !== null && Number.isFinite(count)) return Math.round(count * unit * 100) / 100;
  }
  if (/\bjust (now|happened|started)\b|\bpta\b/.test(clause)) return 0;
  if (/\b(today|this (am|morning|afternoon|evening))\b/.test(clause)) return 12;
  if (/\b(yesterday|last night)\b/.test(clause)) return 24;
  const last = /\blast (week|month)\b/.exec(clause);
  if (last) return last[1] === "week" ? 168 : 730;
  return null;
}

function unitOf(word: string): number | null {
  if (/^min/.test(word)) return HOURS.min ?? null;
  if (/^mo/.test(word)) return HOURS.mo ?? null;
  return HOURS[word[0] ?? ""] ?? null;
}
