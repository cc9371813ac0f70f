"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import type { Level } from "@/lib/case/level";
import { OVERRIDE_REASON_CODES } from "@/lib/decision/decision";
import { recordDecision } from "@/lib/workflows/record-decision";
import { retryWriteBack } from "@/lib/workflows/write-back";

/** Records the clinician's level, once a gesture. */
export const decide = action(
  {
    name: "decide",
    permission: "decision:write",
    input: z.object({
      requestId: z.uuid(),
      encounterId: z.uuid(),
      launchId: z.uuid().nullable(),
      assessmentId: z.uuid(),
      contextVersion: z.string().min(1).max(200),
      supersedes: z.uuid().nullable(),
      kind: z.enum(["accept", "override", "assign"]),
      level: z.literal([1, 2, 3, 4, 5]),
      reason: z.enum(OVERRIDE_REASON_CODES).optional(),
      comment: z.string().max(500).optional(),
    }),
  },
  (rt, auth, { reason, comment, level, ...rest }) =>
    recordDecision(rt, auth, {
      ...rest,
      level: level as Level,
      ...(reason ? { reason } : {}),
      ...(comment ? { comment } : {}),
    }),
);

/** Tries again to write a decision to the EHR. */
export const retryWriting = action(
  { name: "retry-write-back", permission: "decision:write", input: z.object({ decisionId: z.uuid() }) },
  retryWriteBack,
);
