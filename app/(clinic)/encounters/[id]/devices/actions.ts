"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { visitInput } from "@/app/(clinic)/visit-input";
import { deviceCode } from "@/lib/fhir/devices/payload";
import { checkInDevice, checkOutDevice } from "@/lib/workflows/devices/check-out";

/** Says that a device is with this visit's patient from now on. */
export const checkOut = action(
  {
    name: "check-out-device",
    permission: "device:use",
    input: visitInput.extend({ code: deviceCode, takeOver: z.boolean() }),
  },
  checkOutDevice,
);

/** Says that it no longer is. */
export const checkIn = action(
  { name: "check-in-device", permission: "device:use", input: visitInput.extend({ code: deviceCode }) },
  checkInDevice,
);
