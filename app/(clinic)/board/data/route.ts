import { z } from "zod";
import { route } from "@/app/_server/guard";
import { serveBoard } from "@/lib/workflows/clinic/board";

export const dynamic = "force-dynamic";

/** The board again, for its refresh; nothing of it where the page has what there is. */
export const GET = route(
  {
    name: "board",
    permission: "board:read",
    input: z.object({ ifNoneMatch: z.string().max(500).nullable() }),
  },
  async ({ headers }) => ({ ifNoneMatch: headers.get("if-none-match") }),
  serveBoard,
);
