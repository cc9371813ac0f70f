import { z } from "zod";
import { AGE_RANGE, ARRIVAL_MODES, CONSCIOUSNESS, SEXES, VITALS, type VitalKey } from "./features";

/**
 * TriageCase: the one noun that everything else speaks. What the model sees and nothing more: no identifiers.
 * The public batch format (docs/batch-format.md) is this schema, one case a line.
 * Units: years, /min, mmHg, degrees Celsius, % saturation, pain 0-10, GCS 3-15, oxygen in L/min and %. Absent means not
 * measured. What is given of oxygen is for the safety rules and the screen; the model does not see it.
 */
const between = (label: string, [min, max]: readonly [number, number]) =>
  z
    .number({ error: `${label} must be a number` })
    .min(min, { error: `${label} must be between ${min} and ${max}` })
    .max(max, { error: `${label} must be between ${min} and ${max}` });

const numericVitals = Object.fromEntries(
  VITALS.map((f) => [f.key, between(f.label, f.range).optional()]),
) as Record<VitalKey, z.ZodOptional<z.ZodNumber>>;

export const vitalsSchema = z.strictObject({
  ...numericVitals,
  consciousness: z.enum(CONSCIOUSNESS).optional(),
  onOxygen: z.boolean().optional(),
  oxygenFlow: between("Oxygen flow", [0, 70]).optional(),
  inspiredOxygen: between("Inspired oxygen", [21, 100]).optional(),
});

export const triageCaseSchema = z.strictObject({
  id: z.string().min(1).max(200),
  ageYears: between("Age", AGE_RANGE),
  sex: z.enum(SEXES).optional(),
  arrivalMode: z.enum(ARRIVAL_MODES).optional(),
  chiefComplaint: z.string().max(2_000).optional(),
  note: z.string().max(20_000).optional(),
  injury: z.boolean().optional(),
  vitals: vitalsSchema.optional(),
  history: z.array(z.string().min(1).max(300)).max(200).optional(),
  /** Words of complaint and note that the record knows for names, as they are spelt there: the model does not read them. */
  names: z.array(z.string().min(1).max(100)).max(50).optional(),
});

/** A patient whose age is not known. Only rules that hold at any age can judge them. */
export const agelessCaseSchema = triageCaseSchema.omit({ ageYears: true });

export type AgelessCase = z.infer<typeof agelessCaseSchema>;
export type Vitals = z.infer<typeof vitalsSchema>;
export type TriageCase = z.infer<typeof triageCaseSchema>;
