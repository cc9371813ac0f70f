import { z } from "zod";
import { route } from "@/app/_server/guard";
import { followChanges } from "@/lib/workflows/clinic/follow-changes";

export const dynamic = "force-dynamic";

/** Tells the board that something has changed (server-sent events). Prolongs nothing. */
export const GET = route(
  { name: "changes", permission: "board:read", input: z.null() },
  async () => null,
  (rt, auth) => followChanges(rt, auth, null),
);
