"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { SKIP_CODES } from "@/lib/feedback/second-reading";
import { passReading, recordReading } from "@/lib/workflows/clinic/second-reading";

/** Saves a blind reading; only then are the answers told. */
export const saveReading = action(
  {
    name: "save-reading",
    permission: "reading:write",
    input: z.object({ readingId: z.uuid(), level: z.literal([1, 2, 3, 4, 5]) }),
  },
  recordReading,
);

/** Passes a case on to another lead. */
export const skipReading = action(
  {
    name: "skip-reading",
    permission: "reading:write",
    input: z.object({ readingId: z.uuid(), reason: z.enum(SKIP_CODES) }),
  },
  passReading,
);
