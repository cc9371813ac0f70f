import { z } from "zod";
import { route } from "@/app/_server/guard";
import { listSeeing } from "@/lib/workflows/clinic/presence";

export const dynamic = "force-dynamic";

/** Who sees which patient now. */
export const GET = route(
  { name: "seeing", permission: "board:read", input: z.null() },
  async () => null,
  (rt, auth) => listSeeing(rt, auth),
);
