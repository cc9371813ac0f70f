import { z } from "zod";
import { route } from "@/app/_server/guard";
import { watchSession } from "@/lib/workflows/govern/sessions";

export const dynamic = "force-dynamic";

/** Whether the page is still its person's, and how long the session has got. Asking prolongs nothing. */
export const GET = route(
  { name: "session", permission: "session:own", input: z.null() },
  async () => null,
  (rt, auth) => watchSession(rt, auth),
);
