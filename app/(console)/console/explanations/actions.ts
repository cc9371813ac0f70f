"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { cancelExplanation } from "@/lib/workflows/learning/explain-model";
import { computeExplanation, getExplanationJob } from "@/lib/workflows/learning/model-explanations";

const which = z.strictObject({
  version: z.string().min(1).max(200),
  source: z.enum(["site", "reference"]),
});

export const readJob = action(
  { name: "readExplanationJob", permission: "console:read", input: which, by: "page" },
  async (rt, auth, input) => told(await getExplanationJob(rt, auth, input)),
);

export const compute = action(
  { name: "computeExplanation", permission: "explanation:compute", input: which },
  async (rt, auth, input) => told(await computeExplanation(rt, auth, input)),
);

export const cancel = action(
  { name: "cancelExplanation", permission: "explanation:compute", input: z.strictObject({ id: z.uuid() }) },
  async (rt, auth, input) => cancelExplanation(rt, auth, input),
);
