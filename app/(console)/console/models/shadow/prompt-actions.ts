"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { promptSchema } from "@/lib/engine/llm/prompt";
import { measurePrompt, registerPrompt, rejectPrompt } from "@/lib/workflows/learning/llm/prompts";

const one = z.strictObject({ version: z.string().min(1).max(200) });

export const register = action(
  {
    name: "registerPrompt",
    permission: "model:promote",
    input: promptSchema.pick({ name: true, model: true, instructions: true }),
  },
  async (rt, auth, input) => told(await registerPrompt(rt, auth, input)),
);

export const measure = action(
  { name: "measurePrompt", permission: "model:promote", input: one },
  async (rt, auth, input) => told(await measurePrompt(rt, auth, input)),
);

export const reject = action(
  { name: "rejectPrompt", permission: "model:promote", input: one },
  async (rt, auth, input) => told(await rejectPrompt(rt, auth, input)),
);
