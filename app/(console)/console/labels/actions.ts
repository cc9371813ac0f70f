"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { LONGEST_REASON, SHORTEST_REASON } from "@/lib/feedback/reasons";
import { releaseReader } from "@/lib/workflows/learning/hold-readers";
import { optOutPatient, withdrawLabel } from "@/lib/workflows/learning/withdraw-labels";

const reason = z.string().trim().min(SHORTEST_REASON).max(LONGEST_REASON);

/** Lets a reader's labels in again. */
export const letReaderIn = action(
  { name: "releaseReader", permission: "label:govern", input: z.strictObject({ holdId: z.uuid(), reason }) },
  async (rt, auth, input) => releaseReader(rt, auth, input),
);

const act = z.strictObject({ labelId: z.uuid(), reason });

/** Takes one label out of everything that is learned from now on. */
export const withdraw = action(
  { name: "withdrawLabel", permission: "label:govern", input: act },
  async (rt, auth, input) => withdrawLabel(rt, auth, input),
);

/** Takes out all labels of the patient whose label this is, and those to come. */
export const optOut = action(
  { name: "optOutPatient", permission: "label:govern", input: act },
  async (rt, auth, input) => optOutPatient(rt, auth, input),
);
