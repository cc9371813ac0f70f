/**
 * Why a device's message or reading was not passed on to the EHR. A closed list: metrics are labelled with it and the
 * console explains each. What is refused is counted, never silent (docs/devices.md).
 */
export const DEVICE_REFUSALS = {
  malformed: "not in the documented form",
  "unknown-device": "from a device that is not registered",
  retired: "from a device that was retired",
  doubled: "already received, or older than what this device sent last",
  late: "measured too long ago when it arrived",
  ahead: "the device’s clock is ahead of ours",
  "not-assigned": "measured while the device was checked out to nobody",
  reassigned: "the device was checked in before the reading was written",
  "unknown-code": "its code is not one of ours",
  "unknown-unit": "its unit is not one that belongs to it",
  implausible: "a value that no living patient has",
  "wrong-patient": "the EHR says that the visit is another patient’s",
  "visit-closed": "the visit has ended in the EHR",
  "ehr-refused": "the EHR does not let OpenAcuity write it",
} as const;
export type DeviceRefusal = keyof typeof DEVICE_REFUSALS;
export const DEVICE_REFUSAL_CODES = Object.keys(DEVICE_REFUSALS) as DeviceRefusal[];
