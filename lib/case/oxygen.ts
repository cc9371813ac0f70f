import type { Reading } from "@/lib/fhir/patient-context";
import {
  FORMER_INSPIRED_OXYGEN,
  INSPIRED_OXYGEN,
  isRoomAir,
  OXYGEN_DEVICE,
  OXYGEN_FLOW,
} from "@/lib/fhir/reshape/codes";
import type { Vitals } from "./triage-case";

type Timed = { readonly at: number; readonly reference: string };

/**
 * Oxygen that the patient is given: 94 % on 15 litres is not 94 % on air. Read from flow, inspired fraction and the name of
 * the device; shown beside the saturation, and counted by NEWS2 and by rules of its own. The model does not see it.
 */
export const OXYGEN_CODES: readonly string[] = [
  OXYGEN_FLOW,
  INSPIRED_OXYGEN,
  FORMER_INSPIRED_OXYGEN,
  OXYGEN_DEVICE,
];
/** What wall oxygen and high-flow devices give, L/min; what can be breathed at all, %. */
export const FLOW_RANGE = [0, 70] as const;
export const INSPIRED_RANGE = [21, 100] as const;
export const AIR = 21;

/** What one reading says. */
export type OxygenGiven = {
  /** L/min */
  readonly flow?: number;
  /** % */
  readonly inspired?: number;
  /** false: breathing room air. */
  readonly given?: boolean;
  /** As the EHR names it. */
  readonly device?: string;
};
export type OxygenReading = OxygenGiven & Timed;

const within = (v: number, [low, high]: readonly [number, number]) => v >= low && v <= high;

/** null when it does not say anything that we know. */
export function readOxygen(reading: Reading): OxygenGiven | null {
  const [code] = reading.loinc;
  const { value, ucum } = reading;
  // UK Core: "patient on oxygen", 2 L/min.
  const isFlow = code === OXYGEN_FLOW || (code === OXYGEN_DEVICE && (ucum === "L/min" || ucum === "mL/min"));
  if (isFlow && value !== null) {
    const flow = ucum === "L/min" || ucum === "" ? value : ucum === "mL/min" ? value / 1000 : Number.NaN;
    return within(flow, FLOW_RANGE) ? { flow, given: flow > 0 } : null;
  }
  const isShare = code === INSPIRED_OXYGEN || code === FORMER_INSPIRED_OXYGEN;
  if ((isShare || (code === OXYGEN_DEVICE && ucum === "%")) && value !== null) {
    // No air has 1 % of oxygen or less: such a share is one of one, whatever unit stands beside it.
    const share = ucum === "1" || value <= 1 ? value * 100 : value;
    const known = ucum === "%" || ucum === "1" || ucum === "";
    const inspired = Math.round(share * 10) / 10;
    // 20.9 % is written as 20 or 21.
    if (known && inspired >= 20 && inspired <= AIR) return { inspired: AIR, given: false };
    return known && within(inspired, INSPIRED_RANGE) ? { inspired, given: true } : null;
  }
  return reading.valueText === null ? null : ofWords(reading.valueText, reading.codes ?? []);
}

const AIR_CODE = "722742002";
const OXYGEN_CODE = "371825009";
const DEVICE_WORDS =
  /\b(?:nasal (?:cannula|prongs|specs|spectacles)|nc|hfnc|high[- ]flow|mask|maske|masque|mascarilla|\w*maske|nesebrille|nesekateter|neusbril|nasenbrille|lunettes|nrb|nrbm|non[- ]?re-?breather|re-?breather|venturi|hood|tent|cpap|bi-?pap|niv|ventilat\w*|bvm|bag valve|trach\w*|t-piece|oxygen|o2)\b/i;
const JUST_OXYGEN = /^(?:patient )?(?:on )?(?:oxygen|o2)$/i;
const FLOW_WORDS = /(\d{1,2}(?:\.\d)?)\s*(?:l|lpm|liters?|litres?)\b/i;
const PERCENT_WORDS = /(\d{2,3})\s*%/;

function ofWords(text: string, codes: readonly string[]): OxygenGiven | null {
  const words = text.trim();
  if (codes.includes(AIR_CODE) || isRoomAir(words)) return { given: false };
  const flow = Number(FLOW_WORDS.exec(words)?.[1] ?? Number.NaN);
  const inspired = Number(PERCENT_WORDS.exec(words)?.[1] ?? Number.NaN);
  if (!codes.includes(OXYGEN_CODE) && !DEVICE_WORDS.test(words) && Number.isNaN(flow)) return null;
  const device = words.replace(FLOW_WORDS, "").replace(/^[\s,;:/-]*(?:min\b)?[\s,;:-]*|[\s,;:-]+$/g, "");
  return {
    given: true,
    ...(within(flow, FLOW_RANGE) ? { flow } : {}),
    ...(within(inspired, INSPIRED_RANGE) ? { inspired } : {}),
    ...(device && DEVICE_WORDS.test(device) && !JUST_OXYGEN.test(device)
      ? { device: device.slice(0, 60) }
      : {}),
  };
}

/** How long before or after the saturation what was said of oxygen holds for it. */
const SAME_EXAMINATION_MS = 30 * 60_000;

export type Oxygen = Pick<Vitals, "onOxygen" | "oxygenFlow" | "inspiredOxygen"> & {
  readonly device: string | null;
  readonly references: readonly string[];
};

/**
 * The oxygen that goes with the saturation in use: what was said with it, else the newest word within half an hour of it;
 * without a saturation, the newest word.
 */
export function oxygenFor(readings: readonly OxygenReading[], saturation: Timed | undefined): Oxygen | null {
  const with_ = readings.filter((r) => r.reference === saturation?.reference);
  const near = saturation
    ? readings.filter((r) => Math.abs(r.at - saturation.at) <= SAME_EXAMINATION_MS)
    : readings;
  const newest = near.at(-1);
  const said = with_.length > 0 ? with_ : near.filter((r) => newest && newest.at - r.at <= 60_000);
  if (said.length === 0) return null;
  const merged: Omit<OxygenGiven, "given"> = Object.assign({}, ...said);
  const given = said.some((r) => r.given === true);
  if (!given && said.every((r) => r.given === undefined)) return null;
  return {
    onOxygen: given,
    ...(given && merged.flow ? { oxygenFlow: merged.flow } : {}),
    ...(given && merged.inspired ? { inspiredOxygen: merged.inspired } : {}),
    device: given ? (merged.device ?? null) : null,
    references: said.map((r) => r.reference),
  };
}

/** "on 15 L/min (non-rebreather mask)", "on air"; null when the EHR does not say. */
export function oxygenWords(vitals: Vitals | undefined, device: string | null = null): string | null {
  if (vitals?.onOxygen === undefined) return null;
  if (!vitals.onOxygen) return "on air";
  const { oxygenFlow: flow, inspiredOxygen: inspired } = vitals;
  const amount = [...(flow ? [`${flow} L/min`] : []), ...(inspired ? [`${inspired} % oxygen`] : [])].join(
    ", ",
  );
  return `on ${amount || "oxygen"}${device ? ` (${device})` : ""}`;
}

/**
 * Share of oxygen breathed in, %, at least: as measured, else by flow, 4 % for every litre over air as through nasal
 * prongs, and no more than a reservoir mask gives. null when only "on oxygen" is known.
 */
export function inspiredShare({ inspiredOxygen, oxygenFlow }: Vitals): number | null {
  if (inspiredOxygen !== undefined) return inspiredOxygen;
  return oxygenFlow === undefined ? null : Math.min(80, AIR + 4 * oxygenFlow);
}
