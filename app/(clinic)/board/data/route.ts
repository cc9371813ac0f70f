import { z } from "zod";
import { route } from "@/app/_server/guard";
import { getBoard } from "@/lib/workflows/clinic/board";

export const dynamic = "force-dynamic";

/** The board again, for its refresh. */
export const GET = route(
  { name: "board", permission: "board:read", input: z.null() },
  async () => null,
  (rt, auth) => getBoard(rt, auth),
);
