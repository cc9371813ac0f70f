import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import { EVIDENCE } from "@/lib/measures/evidence";

/**
 * What must hold before a version may come into use, as data: which figure, on what, over how many cases at least, how much
 * worse than the version in use it may be, and where its absolute limit is.
 */
const bounds = z.strictObject({ warn: z.number().min(0), fail: z.number().min(0) });

/** What a gate's figure rests on, and is counted by. */
export const RESTS_ON = ["cases", "urgent", "shownUrgent", "had"] as const;

export const gateSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  /** Name of the measured figure, and what people call it. */
  figure: z.string().min(1),
  words: z.string().min(1).max(80),
  unit: z.enum(["share", "score"]),
  better: z.enum(["higher", "lower"]),
  on: z.array(z.enum(EVIDENCE)).min(1),
  /** Fewer tell nothing: the gate says so instead of passing. */
  least: z.strictObject({ of: z.enum(RESTS_ON), count: z.int().min(1) }),
  /** How much worse than the version in use. */
  worse: bounds.optional(),
  /** A floor where higher is better, else a ceiling; it holds without another version, too. */
  limit: bounds.optional(),
});
export type Gate = z.infer<typeof gateSchema>;

export const gatePolicySchema = z.strictObject({
  format_version: z.literal(1),
  version: z.int().min(1),
  gates: z.array(gateSchema).min(1),
});
export type GatePolicy = z.infer<typeof gatePolicySchema>;

/** What is asked of whoever changes the gates, or the key they are signed with. */
export const SHORTEST_REASON = 10;

/** Names a policy's content, whoever wrote it. */
export const policyDigest = (policy: GatePolicy): string => sha256(canonicalJson(policy));
