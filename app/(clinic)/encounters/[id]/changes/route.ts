import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { followChanges } from "@/lib/workflows/clinic/follow-changes";

export const dynamic = "force-dynamic";

/** Tells a patient's page that something about the visit has changed (server-sent events). Prolongs nothing. */
export const GET = route(
  { name: "visit-changes", permission: "encounter:read", input: visitInput },
  async (request) => visitOf(request),
  followChanges,
);
