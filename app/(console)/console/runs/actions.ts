"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { listRuns } from "@/lib/workflows/learning/list-runs";
import { startRetraining } from "@/lib/workflows/learning/retrain";

export const refreshRuns = action(
  { name: "listRuns", permission: "console:read", input: z.void(), by: "page" },
  async (rt, auth) => listRuns(rt, auth),
);

export const startRun = action(
  { name: "startRetraining", permission: "retraining:start", input: z.void() },
  async (rt, auth) => startRetraining(rt, auth),
);
