"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { gateSchema, SHORTEST_REASON } from "@/lib/registry/gates/gate-policy";
import { changeGates, rotateSigningKey } from "@/lib/workflows/learning/gate-policies";

const reason = z.string().trim().min(SHORTEST_REASON).max(500);

export const putGates = action(
  {
    name: "changeGates",
    permission: "model:promote",
    input: z.strictObject({
      gates: z.array(gateSchema).max(100),
      expectedVersion: z.int().min(0),
      reason,
    }),
  },
  async (rt, auth, input) => changeGates(rt, auth, input),
);

export const rotateKey = action(
  {
    name: "rotateSigningKey",
    permission: "model:promote",
    input: z.strictObject({ reason, expectedKey: z.string().max(64).nullable() }),
  },
  async (rt, auth, input) => rotateSigningKey(rt, auth, input),
);
