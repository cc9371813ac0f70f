import { LOINC, UCUM } from "./catalogue";
import { type About, about, author, category, concept, type Entry, entry } from "./resources";
import type { VitalsSet } from "./vitals";

const AVPU = {
  alert: ["Alert", "LA9340-6"],
  voice: ["Voice", "LA17108-4"],
  pain: ["Pain", "LA17107-6"],
  unresponsive: ["Unresponsive", "LA9343-0"],
} as const;

/** One set of vital signs as Observations. `set` numbers them within the visit. */
export function vitalsResources(a: About, set: number, at: Date, v: VitalsSet): Entry[] {
  const { p } = a;
  const entries: Entry[] = [];
  const observe = (name: string, code: object, value: object, kind = "vital-signs") =>
    entries.push(
      entry(at, {
        resourceType: "Observation",
        id: `obs-${p.id}-${String(set).padStart(2, "0")}-${name}`,
        status: "final",
        category: category(kind),
        code,
        ...about(a),
        effectiveDateTime: at.toISOString(),
        performer: [author],
        ...value,
      }),
    );
  if (v.hr !== undefined)
    observe("hr", concept(LOINC, "8867-4", "Heart rate"), {
      valueQuantity: quantity(v.hr, "beats/minute", "/min"),
    });
  if (v.rr !== undefined)
    observe("rr", concept(LOINC, "9279-1", "Respiratory rate"), {
      valueQuantity: quantity(v.rr, "breaths/minute", "/min"),
    });
  if (v.sbp !== undefined && v.dbp !== undefined)
    observe("bp", concept(LOINC, "85354-9", "Blood pressure panel"), pressure(v.sbp, v.dbp));
  if (v.temp !== undefined)
    observe("temp", concept(LOINC, "8310-5", "Body temperature"), {
      valueQuantity: temperature(v.temp, p.fahrenheit),
    });
  if (v.spo2 !== undefined)
    observe(
      "spo2",
      {
        coding: [
          {
            system: LOINC,
            code: "59408-5",
            display: "Oxygen saturation in Arterial blood by Pulse oximetry",
          },
          { system: LOINC, code: "2708-6", display: "Oxygen saturation in Arterial blood" },
        ],
        text: "SpO2",
      },
      { valueQuantity: quantity(v.spo2, "%", "%") },
    );
  if (v.o2 !== undefined)
    observe("o2", concept(LOINC, "3151-8", "Inhaled oxygen flow rate"), {
      valueQuantity: quantity(v.o2, "L/min", "L/min"),
    });
  if (v.pain !== undefined)
    observe("pain", concept(LOINC, "72514-3", "Pain severity - 0-10 verbal numeric rating"), {
      valueQuantity: quantity(v.pain, "{score}", "{score}"),
    });
  if (v.gcs !== undefined)
    observe(
      "gcs",
      concept(LOINC, "9269-2", "Glasgow coma score total"),
      { valueQuantity: quantity(v.gcs, "{score}", "{score}") },
      "exam",
    );
  if (v.avpu !== undefined) {
    const [text, code] = AVPU[v.avpu];
    observe(
      "avpu",
      concept(LOINC, "80288-4", "Level of consciousness"),
      { valueCodeableConcept: { coding: [{ system: LOINC, code, display: text }], text } },
      "exam",
    );
  }
  return entries;
}

export const quantity = (value: number, unit: string, code: string) => ({ value, unit, system: UCUM, code });

export const temperature = (celsius: number, fahrenheit: boolean) =>
  fahrenheit
    ? quantity(Math.round(((celsius * 9) / 5 + 32) * 10) / 10, "degF", "[degF]")
    : quantity(celsius, "Cel", "Cel");

export const pressure = (systolic: number, diastolic: number) => ({
  component: [
    {
      code: concept(LOINC, "8480-6", "Systolic blood pressure"),
      valueQuantity: quantity(systolic, "mmHg", "mm[Hg]"),
    },
    {
      code: concept(LOINC, "8462-4", "Diastolic blood pressure"),
      valueQuantity: quantity(diastolic, "mmHg", "mm[Hg]"),
    },
  ],
});

export function weightResource(a: About, at: Date, kilograms: number): Entry {
  const pounds = a.p.fahrenheit;
  return entry(at, {
    resourceType: "Observation",
    id: `obs-${a.p.id}-weight`,
    status: "final",
    category: category("vital-signs"),
    code: concept(LOINC, "29463-7", "Body weight"),
    ...about(a),
    effectiveDateTime: at.toISOString(),
    performer: [author],
    valueQuantity: pounds
      ? quantity(Math.round(kilograms * 22.046) / 10, "lb", "[lb_av]")
      : quantity(kilograms, "kg", "kg"),
  });
}
