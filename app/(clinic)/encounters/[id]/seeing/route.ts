import { z } from "zod";
import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { noteSeeing } from "@/lib/workflows/clinic/presence";

export const dynamic = "force-dynamic";

const body = z.strictObject({ left: z.boolean() });

/** A page says that somebody sees this patient, or has left; told who else does. No act of a person: it keeps no session alive. */
export const POST = route(
  {
    name: "note-seeing",
    permission: "encounter:read",
    input: visitInput.extend({ left: z.boolean() }),
    by: "page",
  },
  async (request) => {
    const sent = body.safeParse(await request.json().catch(() => null));
    return { ...visitOf(request), left: sent.success ? sent.data.left : undefined };
  },
  noteSeeing,
);
