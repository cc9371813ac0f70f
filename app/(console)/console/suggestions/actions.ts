"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { ROLES } from "@/lib/auth/roles";
import { SUGGESTION_MODES } from "@/lib/decision/decision";
import { MOST_ALERTS } from "@/lib/decision/suggestion-mode";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { changeMode } from "@/lib/workflows/govern/suggestion-modes";

/** Says when the people of a role see suggestions. */
export const putMode = action(
  {
    name: "changeSuggestionMode",
    permission: "suggestion:govern",
    input: z.strictObject({
      role: z.enum(ROLES),
      mode: z.enum(SUGGESTION_MODES),
      sharePercent: z.int().min(1).max(100),
      alertsPerShift: z.int().min(0).max(MOST_ALERTS).nullable(),
      reason: z.string().trim().min(SHORTEST_REASON).max(500),
      expected: z.uuid().nullable(),
    }),
  },
  async (rt, auth, input) => changeMode(rt, auth, input),
);
