"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { switchRole } from "@/lib/workflows/govern/change-people";
import { endOwnSession, endOwnSessions } from "@/lib/workflows/govern/sessions";

/** Signs oneself out on another workstation. */
export const endSession = action(
  { name: "endSession", permission: "session:own", input: z.strictObject({ sessionId: z.uuid() }) },
  async (rt, auth, input) => endOwnSession(rt, auth, input),
);

/** Signs oneself out everywhere, here too. */
export const endSessions = action(
  { name: "endSessions", permission: "session:own", input: z.void() },
  async (rt, auth) => endOwnSessions(rt, auth),
);

/** Changes over to one's other role. */
export const changeOver = action(
  { name: "switchRole", permission: "session:own", input: z.void() },
  async (rt, auth) => switchRole(rt, auth),
);
