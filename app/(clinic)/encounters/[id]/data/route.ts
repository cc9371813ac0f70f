import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";

export const dynamic = "force-dynamic";

/** The patient's page again: new readings, other people's decisions, the way of a decision into the EHR. */
export const GET = route(
  { name: "patient", permission: "encounter:read", input: visitInput },
  async (request) => visitOf(request),
  openEncounter,
);
