"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { KINDS } from "@/lib/feedback/deidentification/redaction";
import { LONGEST_PHRASE, LONGEST_REASON, SHORTEST_REASON } from "@/lib/feedback/reasons";
import {
  addPhrase,
  MOST_REVIEWED,
  removePhrase,
  reviewDeidentification,
} from "@/lib/workflows/learning/review-deidentification";

const permission = "deidentification:review";

/** Shows some texts beside what is stored of them. */
export const review = action(
  {
    name: "review-deidentification",
    permission,
    input: z.strictObject({
      cases: z.number().int().min(1).max(MOST_REVIEWED),
      reason: z.string().trim().min(SHORTEST_REASON).max(LONGEST_REASON),
    }),
  },
  reviewDeidentification,
);

/** Takes a phrase out of every text from now on, and out of what is stored. */
export const addToList = action(
  {
    name: "add-phrase",
    permission,
    input: z.strictObject({ phrase: z.string().trim().min(1).max(LONGEST_PHRASE), kind: z.enum(KINDS) }),
  },
  addPhrase,
);

/** Lets a phrase be again. */
export const takeFromList = action(
  { name: "remove-phrase", permission, input: z.strictObject({ id: z.uuid() }) },
  removePhrase,
);
