"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { ACCESS_VERDICTS } from "@/lib/auth/access-review";
import { ROLES } from "@/lib/auth/roles";
import { beginAccessReview, closeReview, judgePerson } from "@/lib/workflows/govern/access-reviews";

export const begin = action(
  { name: "beginAccessReview", permission: "people:write", input: z.strictObject({}) },
  async (rt, auth) => beginAccessReview(rt, auth),
);

export const judge = action(
  {
    name: "judgeAccess",
    permission: "people:write",
    input: z.strictObject({
      reviewId: z.uuid(),
      personId: z.uuid(),
      verdict: z.enum(ACCESS_VERDICTS),
      role: z.enum(ROLES).nullable(),
      seen: z.strictObject({ role: z.enum(ROLES).nullable(), secondRole: z.enum(ROLES).nullable() }),
      reason: z.string().trim().min(3, { error: "Say why, in a few words." }).max(300),
    }),
  },
  async (rt, auth, input) => judgePerson(rt, auth, input),
);

export const close = action(
  { name: "closeAccessReview", permission: "people:write", input: z.strictObject({ reviewId: z.uuid() }) },
  async (rt, auth, { reviewId }) => closeReview(rt, auth, reviewId),
);
