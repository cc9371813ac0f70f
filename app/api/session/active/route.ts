import { z } from "zod";
import { route } from "@/app/_server/guard";
import { watchSession } from "@/lib/workflows/govern/sessions";

export const dynamic = "force-dynamic";

/** Somebody is there: the guard has noted it, and the page learns how long the session has got now. */
export const POST = route(
  { name: "session-active", permission: "session:own", input: z.null() },
  async () => null,
  (rt, auth) => watchSession(rt, auth),
);
