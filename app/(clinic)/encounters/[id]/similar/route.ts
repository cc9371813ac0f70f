import { z } from "zod";
import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { similarPatients } from "@/lib/workflows/clinic/similar-patients";

export const dynamic = "force-dynamic";

/** Decided visits like the one assessed, without anything that names their patients. */
export const GET = route(
  { name: "similar", permission: "encounter:read", input: visitInput.extend({ assessmentId: z.uuid() }) },
  async (request) => ({
    ...visitOf(request),
    assessmentId: new URL(request.url).searchParams.get("assessment"),
  }),
  similarPatients,
);
