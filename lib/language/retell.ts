import type { TriageCase } from "@/lib/case/triage-case";
import type { Random } from "@/lib/core/random";
import { phrasesFor, plainLabel } from "./lexicon";
import {
  BY_AMBULANCE,
  COMES_FOR,
  DENIABLE,
  DENIALS,
  DURATIONS,
  HISTORY_CLAUSES,
  JOINED,
  MECHANISMS,
  MOMENTS,
  NO_HISTORY,
  SENT_BY,
  SIDES,
  SUSPECTED,
  SUSPICIONS,
  TOLD_BY,
  TOLD_BY_PARENT,
  WALKED_IN,
} from "./lexicon/modifiers";
import { ABBREVIATIONS } from "./lexicon/words";

/**
 * A coded visit told as a triage nurse would: its reasons in other words, joined, with side, time, teller, past and denials
 * around them. Nothing is added that would change the level, and nothing that the case contradicts.
 */
export type Told = { readonly complaint: string; readonly note: string };
export type TellingOptions = {
  /** Chance that a reason is said in words of the lexicon instead of its label. */
  readonly paraphrase: number;
  /** Words spoiled (lost, hidden, mistyped) before anything is denied: a lost "denies" would turn the meaning round. */
  readonly spoil: (text: string) => string;
};

/** What a reason is, for what may be said around it: "x3 days" fits a cough, not a car crash or a refill. */
type Kind = "symptom" | "event" | "care" | "arrest";
export function kindOf(code: string): Kind {
  if (/^(583[5-9]|5840|5841|4401)/.test(code)) return "arrest";
  if (/^(5|1030|1205|8993)/.test(code)) return "event";
  return /^[34678]/.test(code) ? "care" : "symptom";
}

/** `reasons`: reason codes with their labels; `circumstances`: what else the survey ticked, in words. */
export function tell(
  reasons: readonly { readonly code: string; readonly label: string }[],
  circumstances: readonly string[],
  c: TriageCase,
  r: Random,
  o: TellingOptions,
): Told {
  const side = r.pick(SIDES);
  const codes = reasons.map((reason) => reason.code);
  const kind = codes[0] ? kindOf(codes[0]) : "symptom";
  const said = join(reasons, (reason) => sayReason(reason.code, reason.label, c, side, r, o), r);
  // Second and third reasons are as often in the triage note as in the complaint.
  const keep = said.length > 1 && r.chance(0.25) ? 1 : said.length;
  const joint = r.pick(["; ", "; ", ", ", ", ", " & ", " and ", "/", " + ", " with ", " w/ ", ", +", " +"]);
  let complaint = said.slice(0, keep).join(joint);
  const middle = keep > 1 && r.chance(0.03) ? denied(codes, r, c) : "";
  const between = AFTER.test(middle) ? "" : middle;
  if (between)
    complaint = [said[0], between, ...said.slice(1, keep)]
      .join(r.pick([", ", "; ", ", +"]))
      .replace(`+${between}`, between);
  if (complaint && r.chance(0.14)) complaint = withTime(complaint, kind, r);
  if (complaint && r.chance(0.16)) complaint = withTeller(complaint, kind, c, r);
  complaint = o.spoil(complaint);

  const notes = [...said.slice(keep), ...circumstances];
  const place = (clause: string | null) => {
    if (!clause) return;
    if (r.chance(0.4) && complaint)
      complaint = `${complaint}${r.pick(AFTER.test(clause) ? ["; ", ". "] : [", ", "; ", ". ", ", "])}${clause}`;
    else notes.push(clause);
  };
  const pain = c.vitals?.pain;
  if (pain !== undefined && r.chance(0.1))
    notes.push(`${r.pick(["pain", "rates pain", "pain scale"])} ${pain}/10`);
  if (r.chance(0.08)) place(past(c, r));
  if (!between && r.chance(0.25)) {
    const clause = denied(codes, r, c);
    // A denial before the complaint ends where the complaint begins: said with a word or a stop that ends it.
    if (clause && complaint && r.chance(0.2)) complaint = before(clause, complaint, kind, r);
    else place(clause || null);
  }
  return { complaint, note: notes.join(r.pick([", ", "; ", ". "])) };
}

/** Reasons that nurses say in one breath ("n/v/d", "head injury +LOC", "knee pain s/p fall"). */
function join(
  reasons: readonly { readonly code: string; readonly label: string }[],
  say: (reason: { readonly code: string; readonly label: string }) => string,
  r: Random,
): string[] {
  const codes = reasons.map((reason) => reason.code);
  const joint = JOINED.find((j) => j.codes.every((code) => codes.includes(code)));
  if (joint && r.chance(0.5)) {
    const rest = reasons.filter((reason) => !joint.codes.includes(reason.code)).map(say);
    return r.chance(0.8) ? [r.pick(joint.says), ...rest] : [...rest, r.pick(joint.says)];
  }
  const mechanism = codes.find((code) => MECHANISMS[code]);
  const hurt = reasons.filter((reason) => reason.code !== mechanism);
  if (mechanism && hurt.length > 0 && r.chance(0.4)) {
    const after = r.pick(MECHANISMS[mechanism] as readonly string[]);
    const [first, ...rest] = hurt.map(say) as [string, ...string[]];
    return [r.chance(0.5) ? `${after}, ${first}` : `${first} ${after}`, ...rest];
  }
  return reasons.map(say);
}

function withTime(complaint: string, kind: Kind, r: Random): string {
  if (kind === "care") return complaint;
  const time = r.pick(kind === "symptom" ? DURATIONS : MOMENTS);
  return `${complaint} ${time.replace("{n}", String(1 + r.below(7)))}`;
}

function withTeller(complaint: string, kind: Kind, c: TriageCase, r: Random): string {
  const ways: (readonly string[])[] = [];
  if (kind === "care") ways.push(COMES_FOR);
  else if (kind !== "arrest") {
    // A small child states nothing.
    const told =
      c.ageYears < 4 ? TOLD_BY.filter((way) => !/\bpt\b|states|reports|complains/.test(way)) : TOLD_BY;
    ways.push(told, told);
  }
  if (c.ageYears < 12 && kind !== "care") ways.push(TOLD_BY_PARENT, TOLD_BY_PARENT);
  if (c.arrivalMode === "ambulance") ways.push(BY_AMBULANCE, BY_AMBULANCE);
  if (c.arrivalMode === "walk-in" && c.ageYears >= 12 && kind !== "arrest") ways.push(WALKED_IN);
  if (kind === "symptom") ways.push(SENT_BY);
  return ways.length > 0 ? r.pick(r.pick(ways)).replace("{}", complaint) : complaint;
}

/** "hx CHF, HTN"; "no PMH" where it was asked and there is none. */
function past(c: TriageCase, r: Random): string | null {
  if (!c.history) return null;
  if (c.history.length === 0) return r.pick(NO_HISTORY);
  const listed = [...new Set(c.history.map((item) => item.replace(/^(hx|prior|old|hx of) /i, "")))].slice(
    0,
    3,
  );
  return r.pick(HISTORY_CLAUSES).replace("{}", listed.join(r.pick([", ", ", ", "/", " and "])));
}

/** A denial that stands behind what it denies. */
const AFTER = /(denie[ds]|\(-\))$/;

/** "denies CP/SOB": findings that are none of the visit's reasons and that its vital signs do not contradict. */
export function denied(reasons: readonly string[], r: Random, c?: TriageCase): string {
  const free = DENIABLE.filter(({ contradicts, femaleAges, anyAge, says }) => {
    if (contradicts.split(" ").some((stem) => reasons.some((code) => code.startsWith(stem)))) return false;
    if (femaleAges && (c?.sex !== "female" || c.ageYears < femaleAges[0] || c.ageYears > femaleAges[1]))
      return false;
    if (says.includes("fever") && (c?.vitals?.temperature ?? 37) >= 38) return false;
    if (says.includes("SOB") && (c?.vitals?.spo2 ?? 98) < 92) return false;
    if (says.includes("SI") && (c?.ageYears ?? 30) < 10) return false;
    return anyAge === true || (c?.ageYears ?? 30) >= 5;
  });
  if (free.length === 0) return "";
  const common = free.filter((group) => group.common);
  const groups = Array.from({ length: 1 + r.below(3) }, () =>
    r.pick(common.length > 0 && r.chance(0.7) ? common : free),
  );
  const findings = [...new Set(groups)].map((group) => r.pick(group.says));
  const form = r.pick(DENIALS);
  // "hip pain, fever, cough: denies" would deny the hip pain too: what stands behind denies one thing.
  if (AFTER.test(form)) return form.replace("{}", findings[0] as string);
  // A minus sign denies one word, a list after it would not be denied.
  if (/^(-|\(-\) )\{\}$|\(-\)$/.test(form))
    return findings.map((f) => form.replace("{}", f)).join(r.pick([" ", ", "]));
  if (form === "no {}" && findings.length > 1 && r.chance(0.4))
    return findings.map((f) => `no ${f}`).join(", ");
  return form.replace(
    "{}",
    findings.join(r.pick(findings.some((f) => /[/ ]/.test(f)) ? [", ", " or "] : ["/", ", ", " or "])),
  );
}

function before(clause: string, complaint: string, kind: Kind, r: Random): string {
  const turn =
    kind === "symptom"
      ? r.pick([" but ", ". ", "; ", ", c/o ", ", reports ", ". Has ", ", here for ", " but has "])
      : r.pick([". ", "; ", ", here for "]);
  const start =
    /^(c\/o|pt|BIBA|EMS|medics|mom|dad|mother|parents|sent|referred|ambulatory|via|complains|presents|here|reports|states|p\/w)\b/i.test(
      complaint,
    );
  return `${clause}${start && !/[.;]/.test(turn) ? "; " : start && turn === ". Has " ? ". " : turn}${complaint}`;
}

const PART =
  "leg|arm|knee|ankle|foot|shoulder|elbow|wrist|hand|finger|toe|thumb|heel|hip|eye|ear|flank|thigh|calf|forearm|shin|breast|groin|testicle|lower leg";
/** A place with two sides, where one may be named. "Tennis elbow", "pink eye" and "second hand" are no places. */
const SIDED = new RegExp(
  `(?<!\\b(?:tennis|pink|black|red|athletes|second|lazy|one|each|swimmer's|swimmers|boxer's|trigger) )\\b(${PART})\\b(?! (?:to|washing|drop|fungus)\\b)`,
  "i",
);
const HAS_SIDE = /\b(l|r|lt|rt|left|right|bilat|bilateral|both|ble|b\/l|one|unilateral)\b/i;

function sayReason(
  code: string,
  label: string,
  c: TriageCase,
  side: readonly string[],
  r: Random,
  o: TellingOptions,
): string {
  const ways = phrasesFor(code);
  const kind = kindOf(code);
  let phrase = label;
  if (r.chance(o.paraphrase))
    phrase = ways.length > 0 && r.chance(0.85) ? r.pick(ways) : r.pick([...plainLabel(label), label]);
  if (r.chance(0.3)) phrase = abbreviate(phrase, r);
  if (kind !== "care" && SIDED.test(phrase) && !HAS_SIDE.test(phrase) && r.chance(0.35)) {
    const name = r.pick(side);
    phrase = r.chance(0.2) ? `${phrase}, ${name}` : phrase.replace(SIDED, `${name} $1`);
  }
  // "Severe" is only written of pain that was scored so; the word must not lose its meaning.
  if (/\b(pain|ha|headache|cp)\b/i.test(phrase) && r.chance(0.08)) {
    const pain = c.vitals?.pain;
    if (pain !== undefined) phrase = `${pain >= 8 ? "severe" : pain <= 3 ? "mild" : "moderate"} ${phrase}`;
  }
  const suspected = SUSPECTED[code];
  if (suspected && r.chance(0.06))
    phrase = r.pick(SUSPICIONS).replace("{}", phrase).replace("{x}", r.pick(suspected));
  return phrase;
}

const ABBREVIABLE = ABBREVIATIONS.map(
  ([phrase, short]) => [new RegExp(`\\b${phrase}\\b`, "i"), short] as const,
);

function abbreviate(text: string, r: Random): string {
  let out = text;
  for (const [phrase, short] of ABBREVIABLE) {
    const match = phrase.exec(out);
    if (match && r.chance(0.6))
      out = out.slice(0, match.index) + r.pick(short) + out.slice(match.index + match[0].length);
  }
  return out;
}
