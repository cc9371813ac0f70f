"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { CANARY_DAYS, CANARY_PERCENTS } from "@/lib/registry/canary";
import { startCanary, stopCanary } from "@/lib/workflows/learning/canary";

const reason = z.string().trim().min(SHORTEST_REASON).max(500);

export const start = action(
  {
    name: "startCanary",
    permission: "model:promote",
    input: z.strictObject({
      version: z.string().min(1).max(200),
      percent: z.literal(CANARY_PERCENTS),
      days: z.literal(CANARY_DAYS),
      reason,
    }),
  },
  async (rt, auth, input) => told(await startCanary(rt, auth, input)),
);

export const stop = action(
  { name: "stopCanary", permission: "model:promote", input: z.strictObject({ id: z.uuid(), reason }) },
  async (rt, auth, input) => told(await stopCanary(rt, auth, input)),
);
