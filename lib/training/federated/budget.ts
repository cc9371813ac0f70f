import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { epsilonOf, type NoisySteps, noiseFor } from "./accountant";

/**
 * What a site may give away in all, and what it has given away: the site's own file, which no server writes. What it protects is
 * one label (one visit with its level): whether it was among the site's labels at all. A patient with several visits
 * is protected less; that there is a site, and about how many labels it has, not at all.
 */
const spentSchema = z.strictObject({
  rate: z.number().min(0).max(1),
  noise: z.number().positive(),
  steps: z.int().min(0),
});
const budgetSchema = z.strictObject({
  format_version: z.literal(1),
  epsilon: z.number().positive(),
  delta: z.number().positive().max(0.1),
  spent: z.array(spentSchema),
});
export type Budget = z.infer<typeof budgetSchema>;

export function parseBudget(json: unknown): Budget {
  const parsed = budgetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("invalid-input", `the privacy budget: ${issue?.path.join(".")} ${issue?.message}`);
}

export const newBudget = (epsilon: number, delta: number): Budget =>
  parseBudget({ format_version: 1, epsilon, delta, spent: [] });

export const spentOf = (b: Budget): number => epsilonOf(b.spent, b.delta);

/** The least noise with which so many rounds fit into what a fresh budget allows. */
export const noiseOfRounds = (b: Budget, rate: number, stepsOfRound: number, rounds: number): number =>
  noiseFor(b.epsilon, b.delta, rate, stepsOfRound * rounds);

/**
 * The budget after a round. Written down before the round's result may leave.
 * @throws AppError("conflict") when it would be overdrawn; nothing is learned then
 */
export function spend(b: Budget, steps: NoisySteps): Budget {
  const after = { ...b, spent: [...b.spent, { ...steps }] };
  const epsilon = spentOf(after);
  if (epsilon > b.epsilon * (1 + 1e-9))
    throw new AppError(
      "conflict",
      `this round would bring epsilon to ${epsilon.toFixed(2)}, and the site allows ${b.epsilon} (${spentOf(b).toFixed(2)} spent)`,
    );
  return after;
}
