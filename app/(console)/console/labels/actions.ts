"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { releaseReader } from "@/lib/workflows/learning/hold-readers";

const reason = z.string().trim().min(SHORTEST_REASON).max(500);

/** Lets a reader's labels in again. */
export const letReaderIn = action(
  { name: "releaseReader", permission: "label:govern", input: z.strictObject({ holdId: z.uuid(), reason }) },
  async (rt, auth, input) => releaseReader(rt, auth, input),
);
