import { type TriageCase, triageCaseSchema, type Vitals } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";

/** An adult with ordinary vital signs, for a line that names nobody. */
export const ORDINARY = "52f hr84 rr18 bp132/80 t36.8 o2:98";

/**
 * Whom a line of the sets speaks of, in a nurse's shorthand: "71f ambulance hr98 rr22 bp142/84 t36.9 o2:94 p6" is 71 years,
 * female, by ambulance, with heart rate, breathing rate (/min), blood pressure (mmHg), temperature (degrees Celsius), oxygen
 * saturation (%) and pain (0-10). Throws AppError("invalid-input") for anything else.
 */
export function contextOf(text: string): Omit<TriageCase, "id"> {
  const [who, ...parts] = text.trim().split(/\s+/);
  const person = /^(\d+(?:\.\d+)?)([fm])$/.exec(who ?? "");
  if (!person) throw new AppError("invalid-input", `"${text}" does not begin with age and sex`);
  const vitals: { -readonly [K in keyof Vitals]: Vitals[K] } = {};
  let arrivalMode: TriageCase["arrivalMode"] = "walk-in";
  for (const part of parts) {
    const [, key, value] = /^(hr|rr|bp|t|o2:|p)([\d./]+)$/.exec(part) ?? [];
    if (part === "ambulance") arrivalMode = "ambulance";
    else if (key === "hr") vitals.heartRate = Number(value);
    else if (key === "rr") vitals.respiratoryRate = Number(value);
    else if (key === "t") vitals.temperature = Number(value);
    else if (key === "o2:") vitals.spo2 = Number(value);
    else if (key === "p") vitals.pain = Number(value);
    else if (key === "bp") {
      const [systolic, diastolic] = (value as string).split("/");
      vitals.systolic = Number(systolic);
      vitals.diastolic = Number(diastolic);
    } else throw new AppError("invalid-input", `"${part}" in "${text}" is not understood`);
  }
  const context = {
    ageYears: Number(person[1]),
    sex: person[2] === "f" ? ("female" as const) : ("male" as const),
    arrivalMode,
    vitals,
  };
  triageCaseSchema.parse({ id: "1", ...context });
  return context;
}
