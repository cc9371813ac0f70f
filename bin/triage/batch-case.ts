import { z } from "zod";
import { VITALS, type VitalKey } from "@/lib/case/features";
import { type TriageCase, triageCaseSchema, vitalsSchema } from "@/lib/case/triage-case";

/**
 * A case as the batch format has it (docs/batch-format.md, version 2): what the product's own case has, and facts that an export has
 * in fields of their own. What rules and model read of these is words; what neither uses yet is checked and left out.
 */
const usual = Object.fromEntries(
  VITALS.map((f) => [f.key, z.number().min(f.range[0]).max(f.range[1]).optional()]),
) as Record<VitalKey, z.ZodOptional<z.ZodNumber>>;

export const batchCaseSchema = triageCaseSchema.extend({
  vitals: vitalsSchema
    .extend({
      consciousness: z.union([vitalsSchema.shape.consciousness, z.literal("confused")]).optional(),
    })
    .optional(),
  arrivalHour: z.int().min(0).max(23).optional(),
  pregnancy: z.enum(["no", "pregnant", "postpartum", "unknown"]).optional(),
  /** The patient's own medians over earlier visits. */
  usual: z.strictObject(usual).optional(),
  medications: z.array(z.string().min(1).max(300)).max(200).optional(),
});
type BatchCase = z.infer<typeof batchCaseSchema>;

const PREGNANCY = { no: "Not pregnant.", pregnant: "Pregnant.", postpartum: "Postpartum." } as const;

export function toCase({
  arrivalHour: _hour,
  usual: _usual,
  pregnancy,
  medications,
  vitals,
  note,
  ...rest
}: BatchCase): TriageCase {
  const told = [
    note?.trim() ?? "",
    pregnancy && pregnancy !== "unknown" ? PREGNANCY[pregnancy] : "",
    medications && medications.length > 0 ? `Medicines: ${medications.join(", ")}.` : "",
  ].filter((part) => part !== "");
  return {
    ...rest,
    ...(told.length > 0 ? { note: told.join("\n") } : {}),
    ...(vitals ? { vitals: withoutConfused(vitals) } : {}),
  };
}

/** New confusion has no letter in AVPU; NEWS2 (RCP 2017) scores it as it does a patient who answers to voice only. */
function withoutConfused({ consciousness, ...rest }: NonNullable<BatchCase["vitals"]>): TriageCase["vitals"] {
  if (consciousness === undefined) return rest;
  return { ...rest, consciousness: consciousness === "confused" ? "voice" : consciousness };
}
