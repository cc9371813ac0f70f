import { formatVital, type VitalKey, vital } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { Vitals } from "@/lib/case/triage-case";
import type { Outlook } from "@/lib/model/prediction";
import type { FiredRule, Floor } from "@/lib/safety/floor";
import { rateLimits } from "@/lib/safety/limits";
import { SOURCES } from "@/lib/safety/rule";
import { SAFETY_RULES } from "@/lib/safety/rules";
import { formatRisk } from "./format-risk";

/**
 * The four questions of the Emergency Severity Index (handbook 5th edition, ENA 2023), answered from what the model expects and
 * what the safety rules found. They are how a level is argued, not a second model: A and B say yes where the level shown says so.
 */
export type Because = {
  /** Stable: a rule's id, "finding:" before it where words made it fire, or "model". */
  readonly id: string;
  /** In a nurse's words. */
  readonly text: string;
  readonly source: string | null;
};

type YesNo = {
  /** null: not known. */
  readonly answer: boolean | null;
  /** The model's probability, 0..1; null where no model says. */
  readonly p: number | null;
  readonly because: readonly Because[];
};

export type Resources = "none" | "one" | "many";

export type FourQuestions = {
  /** Does the patient need a life-saving intervention now? */
  readonly a: YesNo;
  /** Should the patient not wait? */
  readonly b: YesNo;
  /** How many kinds of resources? null: no model says. */
  readonly c: {
    readonly answer: Resources | null;
    readonly p: readonly [number, number, number] | null;
  };
  /** Are vital signs in the danger zone of the age? null: neither heart rate, breathing rate nor saturation is known. */
  readonly d: Omit<YesNo, "p">;
  /** The level that follows from the answers; null where C is not known and A and B say no. */
  readonly level: Level | null;
};

export type Asked = {
  /** null: not known, and no question about vital signs can be answered. */
  readonly ageYears: number | null;
  readonly vitals: Vitals;
  readonly floor: Floor | null;
  /** The model's own level, before the floor; null without a model. */
  readonly modelLevel: Level | null;
  readonly probabilities: readonly number[] | null;
  /** null where no model says what happens next. */
  readonly outlook: Outlook | null;
};

export function fourQuestions(asked: Asked): FourQuestions {
  const { floor, modelLevel, probabilities, outlook } = asked;
  const rules = floor?.rules ?? [];
  const demands = (level: Level) => rules.filter((r) => r.level === level).map(fromRule);
  const upTo = (level: number) =>
    probabilities ? probabilities.slice(0, level).reduce((a, b) => a + b, 0) : null;
  const a = yesNo(
    demands(1),
    modelLevel === 1,
    outlook?.risks.lifeSaving ?? null,
    "a life-saving intervention",
  );
  const waits = upTo(2);
  const b = yesNo(demands(2), modelLevel !== null && modelLevel <= 2, waits, "level 1 or 2");
  const c = outlook
    ? { answer: likeliest(outlook.resources), p: outlook.resources }
    : { answer: null, p: null };
  return { a, b, c, d: dangerZone(asked), level: levelFrom(a.answer, b.answer, c.answer) };
}

function yesNo(found: readonly Because[], modelSays: boolean, p: number | null, what: string): YesNo {
  const because =
    modelSays && p !== null
      ? [...found, { id: "model", text: `The model gives ${formatRisk(p)} to ${what}`, source: null }]
      : found;
  return { answer: found.length > 0 || modelSays, p, because };
}

const BY_RESOURCES: Readonly<Record<Resources, Level>> = { none: 5, one: 4, many: 3 };

function levelFrom(a: boolean | null, b: boolean | null, c: Resources | null): Level | null {
  if (a) return 1;
  if (b) return 2;
  return c === null ? null : BY_RESOURCES[c];
}

/** Of equals the more: whoever plans for less is caught short. */
function likeliest([none, one, many]: readonly [number, number, number]): Resources {
  if (many >= one && many >= none) return "many";
  return one >= none ? "one" : "none";
}

/** Saturation below this is in the danger zone at any age. */
const SATURATION = 92;

function dangerZone({ ageYears, vitals }: Asked): FourQuestions["d"] {
  const { heartRate, respiratoryRate, spo2 } = vitals;
  if (ageYears === null || (heartRate ?? respiratoryRate ?? spo2) === undefined)
    return { answer: null, because: [] };
  const { danger } = rateLimits(ageYears);
  const over = (key: VitalKey, value: number | undefined, limit: number, id: string): Because[] =>
    value !== undefined && value > limit
      ? [
          {
            id,
            text: `${vital(key).label} ${formatVital(key, value)} (above ${limit})`,
            source: SOURCES.esiD,
          },
        ]
      : [];
  const because = [
    ...over("heartRate", heartRate, danger.heart, "heart-rate-fast"),
    ...over("respiratoryRate", respiratoryRate, danger.breathing, "breathing-rate-fast"),
    ...(spo2 !== undefined && spo2 < SATURATION
      ? [
          {
            id: "saturation-low",
            text: `${vital("spo2").label} ${formatVital("spo2", spo2)} (below ${SATURATION})`,
            source: SOURCES.esiD,
          },
        ]
      : []),
  ];
  return { answer: because.length > 0, because };
}

const FROM_WORDS = new Set(SAFETY_RULES.filter((r) => r.family === "complaint").map((r) => r.id));

const fromRule = ({ id, reason, source }: FiredRule): Because => ({
  id: FROM_WORDS.has(id) ? `finding:${id}` : id,
  text: reason,
  source,
});
