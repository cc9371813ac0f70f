import { type Concept, codesOf } from "./schemas";
import type { Value } from "./values";

/** Scales of their own that say the same as a measure of ours: the number alone would be read on the wrong one. */
const RASS = "457441000124102";
const NEWS2_CONSCIOUSNESS = "1104361000000100";
/** LOINC: pain severity by a visual analog scale, a line of 100 mm. */
const VISUAL_ANALOG = "38214-3";
const LINE_MM = 100;

/** The value on the scale of its measure; of a scale of consciousness in numbers, the words that name it. */
export function onItsScale(value: Value, code: Concept | undefined): Value {
  if (value.kind !== "number") return value;
  const snomed = codesOf(code, "snomed");
  if (snomed.includes(RASS)) return inWords(`RASS ${value.value}`);
  if (snomed.includes(NEWS2_CONSCIOUSNESS)) return inWords(`NEWS2 consciousness score ${value.value}`);
  return codesOf(code, "loinc").includes(VISUAL_ANALOG) ? ofLine(value) : value;
}
const inWords = (text: string): Value => ({ kind: "text", text, codes: [] });

/** A line may be told in millimetres, or in tenths of it: without a unit only what is above ten can be told apart. */
function ofLine(value: Extract<Value, { kind: "number" }>): Value {
  if (value.ucum === "mm" || value.ucum === "cm" || value.value === 0) return value;
  if (value.value > 10 && value.value <= LINE_MM)
    return { ...value, value: value.value / 10, ucum: "{score}" };
  return { kind: "unreadable", why: "without saying whether of 10 or of 100" };
}
