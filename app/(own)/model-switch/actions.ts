"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { resumeModel, SHORTEST_RESUME, SHORTEST_STOP, stopModel } from "@/lib/workflows/govern/switch-model";

const reason = z.string().trim().max(500);

export const stop = action(
  {
    name: "stopModel",
    permission: "model:stop",
    input: z.strictObject({ reason: reason.min(SHORTEST_STOP) }),
  },
  async (rt, auth, input) => stopModel(rt, auth, input),
);

export const resume = action(
  {
    name: "resumeModel",
    permission: "model:resume",
    input: z.strictObject({ reason: reason.min(SHORTEST_RESUME), expectedSeq: z.int().min(1) }),
  },
  async (rt, auth, input) => resumeModel(rt, auth, input),
);
