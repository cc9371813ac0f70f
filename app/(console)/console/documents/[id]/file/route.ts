import { z } from "zod";
import { route } from "@/app/_server/guard";
import { saveDocument } from "@/lib/workflows/govern/documents";

export const dynamic = "force-dynamic";

const TYPES = { md: "text/markdown; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** One document as a file: Markdown for people, JSON for machines. */
export const GET = route(
  {
    name: "document-file",
    permission: "console:read",
    by: "person",
    input: z.object({ id: z.string().regex(/^[a-z-]{1,60}$/), format: z.enum(["md", "json"]) }),
  },
  async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    return { id: pathname.split("/")[3], format: searchParams.get("format") ?? "md" };
  },
  async (rt, auth, input) =>
    new Response(await saveDocument(rt, auth, input), {
      headers: {
        "content-type": TYPES[input.format],
        "content-disposition": `attachment; filename="openacuity-${input.id}-${rt.clock().toISOString().slice(0, 10)}.${input.format}"`,
        "cache-control": "no-store",
      },
    }),
);
