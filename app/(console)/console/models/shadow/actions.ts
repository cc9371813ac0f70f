"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { SHADOW_DAYS } from "@/lib/registry/shadow";
import { startShadow, stopShadow } from "@/lib/workflows/learning/shadow";

export const start = action(
  {
    name: "startShadow",
    permission: "model:promote",
    input: z.strictObject({ version: z.string().min(1).max(200), days: z.literal(SHADOW_DAYS) }),
  },
  async (rt, auth, input) => told(await startShadow(rt, auth, input)),
);

export const stop = action(
  { name: "stopShadow", permission: "model:promote", input: z.strictObject({ id: z.uuid() }) },
  async (rt, auth, input) => told(await stopShadow(rt, auth, input)),
);
