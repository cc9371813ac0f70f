"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { DRIFT_WINDOWS } from "@/lib/monitoring/drift/drift-view";
import { acknowledgeAlert, chooseReference } from "@/lib/workflows/watch/drift";

/** The window that is looked at: what is answered is of the same. */
const days = z.literal(DRIFT_WINDOWS);

export const acknowledge = action(
  {
    name: "acknowledgeDrift",
    permission: "model:promote",
    input: z.strictObject({ days, id: z.uuid(), note: z.string().trim().min(1).max(1_000) }),
  },
  async (rt, auth, input) => told(await acknowledgeAlert(rt, auth, input)),
);

export const choose = action(
  {
    name: "chooseDriftReference",
    permission: "model:promote",
    input: z.strictObject({
      days,
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .nullable(),
      expected: z.iso.datetime().nullable(),
    }),
  },
  async (rt, auth, input) => told(await chooseReference(rt, auth, input)),
);
