import { countRefusals, storeMessage } from "@/db/queries/device";
import { isDeviceCode, readDeviceMessage } from "@/lib/fhir/devices/payload";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";
import type { Runtime } from "../service/runtime";

export const TOPICS = "openacuity/devices/+/observations";
const TOPIC = /^openacuity\/devices\/([^/]+)\/observations$/;

/**
 * Takes one message off the broker. When it returns the message is stored or refused for good, and the broker may be told
 * that it arrived; when it throws it is neither, and must be tried again.
 */
export async function receiveMessage(
  rt: Runtime,
  topic: string,
  payload: Uint8Array,
): Promise<"stored" | DeviceRefusal> {
  const now = rt.clock();
  const refuse = async (reason: DeviceRefusal, deviceId: string | null): Promise<DeviceRefusal> => {
    await countRefusals(rt.db, [{ deviceId, reason, count: 1 }], now);
    rt.metrics.deviceMessages.inc({ outcome: reason });
    return reason;
  };
  const code = TOPIC.exec(topic)?.[1];
  if (!code || !isDeviceCode(code)) return refuse("unknown-device", null);
  const message = readDeviceMessage(payload);
  if (!message) return refuse("malformed", null);
  const outcome = await rt.db.transaction((tx) => storeMessage(tx, code, message));
  if (outcome !== "stored") return refuse(outcome.refusal, outcome.deviceId);
  rt.metrics.deviceMessages.inc({ outcome });
  return outcome;
}
