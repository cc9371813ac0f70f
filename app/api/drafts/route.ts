import { z } from "zod";
import { route } from "@/app/_server/guard";
import { readDraft, saveDraft } from "@/lib/workflows/govern/drafts";

export const dynamic = "force-dynamic";

/** Which field: words and ids of ours, e.g. "decision/<encounter id>". */
const place = z.string().regex(/^[a-z-]{1,40}(\/[\w.-]{1,100}){0,3}$/);
/** More than any field takes, as JSON. */
const content = z.string().max(8_000).nullable();

/** What one had begun to type in a field, if anything. */
export const GET = route(
  { name: "draft", permission: "session:own", input: z.object({ place }) },
  async (request) => ({ place: new URL(request.url).searchParams.get("place") }),
  readDraft,
);

/** Keeps it, or lets it go. */
export const POST = route(
  { name: "save-draft", permission: "session:own", input: z.strictObject({ place, content }) },
  (request) => request.json().catch(() => null),
  saveDraft,
);
