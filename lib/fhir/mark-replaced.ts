import { AppError, toAppError } from "@/lib/core/errors";
import { carries } from "./carries";
import type { FhirClient, Foreign } from "./client";
import { subjectOf } from "./reference";

type Level = { readonly reference: string; readonly decisionId: string };

/** A new status the server may take: what was once valid and is no more, else what must not be relied on. */
const STATUSES = ["amended", "entered-in-error"];

/**
 * Two levels of one visit never stay side by side as if both held: the one that was replaced is marked so, if the server takes
 * updates. Only an Observation of ours, of that very decision and patient, is ever touched.
 * @returns "taken", or the HTTP status it was refused with; null: there is nothing to mark
 * @throws what may pass, so that it is tried again
 */
export async function markReplaced(
  client: FhirClient,
  { reference, decisionId }: Level,
  patientId: string,
  beforeSending: () => Promise<void> = async () => {},
): Promise<"taken" | number | null> {
  const [type = "", id = ""] = reference.split("/");
  let level: Foreign;
  try {
    level = await client.read(type, id);
  } catch (error) {
    const { code, detail } = toAppError(error);
    if (code === "not-found") return null;
    if (code === "ehr-refused") return Number(detail.status) || 403;
    throw error;
  }
  if (!carries(level, `urn:openacuity:decision|${decisionId}`)) return null;
  if (subjectOf(level, client.issuer) !== patientId)
    throw new AppError("wrong-patient", "the earlier level is another patient's by now");
  if (level.status !== "final") return "taken";
  const version = (level.meta as { versionId?: unknown } | undefined)?.versionId;
  let refused = 400;
  for (const status of STATUSES)
    try {
      await beforeSending();
      await client.update({ ...level, status }, typeof version === "string" ? version : null);
      return "taken";
    } catch (error) {
      const { code, detail } = toAppError(error);
      // Somebody changed it meanwhile: looked at again with the next attempt.
      if (detail.status === 412)
        throw new AppError("ehr-unavailable", "the earlier level was changed meanwhile");
      if (code !== "ehr-refused" && code !== "not-found" && detail.status !== 501) throw error;
      refused = Number(detail.status) || 400;
      if (![400, 422].includes(refused)) break;
    }
  return refused;
}
