"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { OVERRIDE_REASON_CODES } from "@/lib/decision/decision";
import { LONGEST_WHO, type QuickCase } from "@/lib/decision/quick";
import { assessQuick, matchQuick, recordQuick } from "@/lib/workflows/clinic/quick-triage";

/** Somebody the EHR does not know: a case without an id, the age known or not. */
const quickCase = triageCaseSchema.omit({ id: true }).partial({ ageYears: true });
const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

/** What model and rules make of what is typed so far. Keeps nothing. */
export const assessNow = action(
  { name: "assess-quick", permission: "decision:write", input: z.object({ case: quickCase }) },
  (rt, auth, input) => assessQuick(rt, auth, input.case as QuickCase),
);

/** Records the level given at the door, once a gesture. */
export const recordNow = action(
  {
    name: "record-quick",
    permission: "decision:write",
    input: z.object({
      requestId: z.uuid(),
      who: z.string().max(LONGEST_WHO),
      case: quickCase,
      level,
      shownLevel: level.nullable(),
      reason: z.enum(OVERRIDE_REASON_CODES).optional(),
    }),
  },
  (rt, auth, input) => recordQuick(rt, auth, { ...input, case: input.case as QuickCase }),
);

/** Says which visit of the EHR somebody from the door is. */
export const matchNow = action(
  {
    name: "match-quick",
    permission: "decision:write",
    input: z.object({ id: z.uuid(), encounterId: z.uuid(), recordNumber: z.string().min(1).max(64) }),
  },
  matchQuick,
);
