"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { ROLES } from "@/lib/auth/roles";
import { setRole, setSecondRole } from "@/lib/workflows/govern/change-people";

const input = z.strictObject({
  personId: z.uuid(),
  role: z.enum(ROLES).nullable(),
  seen: z.strictObject({ role: z.enum(ROLES).nullable(), secondRole: z.enum(ROLES).nullable() }),
});

export const changeRole = action(
  {
    name: "setRole",
    permission: "people:write",
    input,
  },
  async (rt, auth, input) => setRole(rt, auth, input),
);

/** Another role for a person, beside the one in force. */
export const changeSecondRole = action(
  {
    name: "setSecondRole",
    permission: "people:write",
    input,
  },
  async (rt, auth, input) => setSecondRole(rt, auth, input),
);
