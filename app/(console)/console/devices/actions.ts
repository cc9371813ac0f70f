"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { deviceCode } from "@/lib/fhir/devices/payload";
import { registerDevice, retire } from "@/lib/workflows/devices/registry";

/** Lets a monitor or wearable be given to patients of one's EHR. */
export const register = action(
  {
    name: "registerDevice",
    permission: "device:govern",
    input: z.strictObject({ code: deviceCode, name: z.string().trim().min(2).max(80) }),
  },
  async (rt, auth, input) => told(await registerDevice(rt, auth, input)),
);

/** Takes nothing from it any more, for good. */
export const retireDevice = action(
  { name: "retireDevice", permission: "device:govern", input: z.strictObject({ id: z.uuid() }) },
  async (rt, auth, input) => told(await retire(rt, auth, input)),
);
