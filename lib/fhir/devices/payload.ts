import { z } from "zod";
import { readDataPoint } from "./open-mhealth";

/**
 * What a device sends to `openacuity/devices/{deviceId}/observations` (docs/devices.md): one message, one moment, one or
 * more measurements, each under an IEEE 11073 (MDC) or LOINC code with a UCUM unit, or as an Open mHealth data point.
 */
/** On a device's label: also a level of an MQTT topic, and a name in the broker's access list. */
const DEVICE_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const deviceCode = z.string().trim().regex(DEVICE_CODE);
export const isDeviceCode = (text: string): boolean => DEVICE_CODE.test(text);
const LARGEST_BYTES = 16_384;
const MOST_OBSERVATIONS = 32;
/** With its offset: a time of day without a zone cannot be held against a check-out. */
const time = z.iso.datetime({ offset: true });

const coded = z.strictObject({
  code: z.strictObject({
    system: z.string().min(1).max(200),
    code: z.string().min(1).max(64),
  }),
  value: z.number(),
  unit: z.string().max(40),
});
const dataPoint = z.looseObject({
  header: z.looseObject({
    schema_id: z.looseObject({ namespace: z.literal("omh"), name: z.string().max(80) }),
  }),
  body: z.record(z.string(), z.unknown()),
});

export const deviceMessageSchema = z.strictObject({
  version: z.literal(1),
  /** Counts up by one or more with each message; starts anew only together with another `boot`. */
  sequence: z.int().min(0),
  /** Names the device's run since it was last switched on. */
  boot: z.string().min(1).max(64).optional(),
  /** By the device's clock. */
  measuredAt: time,
  observations: z
    .array(z.union([coded, dataPoint]))
    .min(1)
    .max(MOST_OBSERVATIONS),
});

/** One measured number under the code it was sent with. */
export type SentValue = {
  readonly system: string;
  readonly code: string;
  readonly value: number;
  readonly unit: string;
};
export type DeviceMessage = {
  readonly sequence: number;
  readonly boot: string | null;
  readonly measuredAt: string;
  /** null stands for one in a form that is not known. */
  readonly values: readonly (SentValue | null)[];
};

/** A message as it came; null: not in the documented form. */
export function readDeviceMessage(payload: Uint8Array): DeviceMessage | null {
  if (payload.byteLength > LARGEST_BYTES) return null;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return null;
  }
  const parsed = deviceMessageSchema.safeParse(json);
  if (!parsed.success) return null;
  const { sequence, boot, measuredAt, observations } = parsed.data;
  return {
    sequence,
    boot: boot ?? null,
    measuredAt: new Date(measuredAt).toISOString(),
    values: observations.flatMap((o): (SentValue | null)[] =>
      "body" in o
        ? readDataPoint(o.header.schema_id.name, o.body)
        : [{ ...o.code, value: o.value, unit: o.unit }],
    ),
  };
}
