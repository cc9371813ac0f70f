import {
  checkOutsWithDue,
  checkOutWithDevice,
  dueReadings,
  noteWritten,
  putReadingsOff,
  type ReadingRow,
  refuseReadings,
  releaseCheckOut,
  takeCheckOut,
} from "@/db/queries/device";
import { findEncounter, refsOf } from "@/db/queries/encounter";
import type { EncounterRefs } from "@/db/schema";
import { HOUR, SECOND } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { FhirClient } from "@/lib/fhir/client";
import { mapLimited } from "@/lib/fhir/concurrency";
import { ifNoReadingYet, preliminaryObservation } from "@/lib/fhir/devices/preliminary";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";
import { readVisitHead } from "@/lib/fhir/read-patient";
import { judgeVisit } from "@/lib/fhir/visit-state";
import { assertSamePatient, assertStoredSubject } from "@/lib/fhir/write-back";
import { backendClient } from "../clinic/ehr-access";
import { leaseMs } from "../clinic/write-back-lease";
import type { Runtime } from "../service/runtime";
import { Tally } from "./tally";

/** Patients whose readings are written at a time, and looked for at a time. */
const AT_A_TIME = 4;
const LOOKED_FOR = 100;
/** A reading that could not be written for so long says nothing any more that a newer one does not. */
const TRIED_FOR = 1 * HOUR;
const WAIT = 2 * SECOND;
const LONGEST_WAIT = 60 * SECOND;

/** Failures that time does not heal, and what they are counted as. */
const FOR_GOOD: Readonly<Partial<Record<ErrorCode, DeviceRefusal>>> = {
  "wrong-patient": "wrong-patient",
  "visit-closed": "visit-closed",
  "ehr-refused": "ehr-refused",
  "not-found": "visit-closed",
  "decrypt-failed": "ehr-refused",
};
/** Refusals that may pass, as with decisions: timeout, conflict, too many. */
const PASSING_STATUS = [408, 409, 412, 425, 429];

/** Writes what is due, of several patients at a time. @returns how many readings are in the EHR now that were not before */
export async function writeReadings(rt: Runtime, signal?: AbortSignal): Promise<number> {
  const due = await checkOutsWithDue(rt.db, rt.clock(), LOOKED_FOR);
  const written = await mapLimited(due, AT_A_TIME, (id) =>
    signal?.aborted ? Promise.resolve(0) : writeOf(rt, id),
  );
  return written.reduce((sum, n) => sum + n, 0);
}

/**
 * The readings of one check-out, while it lasts. Each is sent only while the check-out is held: ended by a person meanwhile,
 * nothing more is sent, and the device goes to nobody else before what is under way has been answered.
 */
async function writeOf(rt: Runtime, checkOutId: string): Promise<number> {
  const found = await checkOutWithDevice(rt.db, checkOutId);
  const due = await dueReadings(rt.db, checkOutId, rt.clock());
  if (!found || due.length === 0) return 0;
  const { device, checkOut } = found;
  const lease = newId();
  const hold = () => takeCheckOut(rt.db, checkOutId, lease, leaseMs(rt.env));
  if (checkOut.checkedInAt) {
    await refuse(rt, device.id, due, "reassigned");
    return 0;
  }
  // Somebody else is at it; or it has ended this moment, which the next round sees.
  if (!(await hold())) return 0;
  const waiting = [...due];
  let written = 0;
  try {
    const to = await destination(rt, checkOut.encounterId);
    for (const reading of due) {
      const tooOld = rt.clock().getTime() - reading.createdAt.getTime() > TRIED_FOR;
      if (tooOld) await refuse(rt, device.id, [reading], "late");
      else {
        if (!(await hold())) {
          await refuse(rt, device.id, waiting, "reassigned");
          return written;
        }
        await send(rt, to, device, reading);
        written += 1;
      }
      waiting.shift();
    }
  } catch (error) {
    await noteFailure(rt, device.id, waiting, toAppError(error));
  } finally {
    await releaseCheckOut(rt.db, checkOutId, lease);
  }
  return written;
}

type Destination = { readonly client: FhirClient; readonly refs: EncounterRefs };

/**
 * The visit as the EHR has it now: still of the patient that the device was checked out to, and still open.
 * @throws AppError("wrong-patient" | "visit-closed" | "ehr-refused" | "not-found" | …)
 */
async function destination(rt: Runtime, encounterId: string): Promise<Destination> {
  const visit = await findEncounter(rt.db, encounterId);
  if (!visit) throw new AppError("not-found", "the data of this visit has expired");
  const refs = await refsOf(rt.db, visit);
  const client = backendClient(rt, visit.issuer);
  if (!client) throw new AppError("ehr-refused", "not registered at this EHR as a client of its own");
  const head = await readVisitHead(
    client,
    { encounterId: refs.encounterId, expectedPatientId: refs.patientId },
    rt.clock(),
  );
  assertSamePatient({ checkOut: refs.patientId, ehr: head.patient.id });
  const { barred } = judgeVisit(head, rt.clock());
  if (barred) throw new AppError("visit-closed", `the visit takes no readings: ${barred.why}`);
  return { client, refs };
}

async function send(
  rt: Runtime,
  { client, refs }: Destination,
  { code, name }: { readonly code: string; readonly name: string },
  reading: ReadingRow,
): Promise<void> {
  const resource = preliminaryObservation({
    id: reading.id,
    ...refs,
    device: { code, name },
    measuredAt: reading.measuredAt.toISOString(),
    now: rt.clock(),
    values: reading.values,
  });
  const { stored } = await client.create(resource, ifNoReadingYet(reading.id));
  assertStoredSubject(resource, stored, client.issuer);
  const now = rt.clock();
  await rt.db.transaction((tx) => noteWritten(tx, reading, now));
  rt.metrics.deviceReadings.inc({ outcome: "written" });
  rt.metrics.deviceDelay.observe({}, Math.max(0, now.getTime() - reading.measuredAt.getTime()) / 1000);
}

async function refuse(
  rt: Runtime,
  deviceId: string,
  readings: readonly ReadingRow[],
  reason: DeviceRefusal,
): Promise<void> {
  const now = rt.clock();
  const count = await rt.db.transaction(async (tx) => {
    const ids = readings.map((r) => r.id);
    const n = await refuseReadings(tx, ids, reason, now);
    const tally = new Tally();
    tally.add(deviceId, reason, n);
    await tally.save(tx, now);
    return n;
  });
  if (count > 0) rt.metrics.deviceReadings.inc({ outcome: reason }, count);
}

async function noteFailure(
  rt: Runtime,
  deviceId: string,
  waiting: readonly ReadingRow[],
  failure: AppError,
): Promise<void> {
  const passing = PASSING_STATUS.includes(Number(failure.detail.status));
  const reason = passing ? undefined : FOR_GOOD[failure.code];
  rt.logger.warn({ deviceId, code: failure.code, err: failure }, "a device's readings were not written");
  if (reason) return refuse(rt, deviceId, waiting, reason);
  const wait = Math.min(LONGEST_WAIT, WAIT * 2 ** Math.min(waiting[0]?.attempts ?? 0, 10));
  await putReadingsOff(
    rt.db,
    waiting.map((r) => r.id),
    new Date(rt.clock().getTime() + wait),
  );
}
