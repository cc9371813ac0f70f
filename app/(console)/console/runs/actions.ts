"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { trainingPolicySchema } from "@/lib/monitoring/triggers/policy";
import { listRuns } from "@/lib/workflows/learning/list-runs";
import { startRetraining } from "@/lib/workflows/learning/retrain";
import { changeTrainingPolicy } from "@/lib/workflows/learning/training-policy";

export const refreshRuns = action(
  { name: "listRuns", permission: "console:read", input: z.void(), by: "page" },
  async (rt, auth) => told(await listRuns(rt, auth)),
);

export const startRun = action(
  { name: "startRetraining", permission: "retraining:start", input: z.void() },
  async (rt, auth) => told(await startRetraining(rt, auth)),
);

/** Says when runs start. */
export const putPolicy = action(
  {
    name: "changeTrainingPolicy",
    permission: "retraining:start",
    input: z.strictObject({
      policy: trainingPolicySchema,
      expected: z.int().min(0),
      reason: z.string().trim().min(SHORTEST_REASON).max(500),
    }),
  },
  async (rt, auth, input) => told(await changeTrainingPolicy(rt, auth, input)),
);
