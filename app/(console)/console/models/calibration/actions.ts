"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import {
  askCalibration,
  layCalibration,
  takeCalibrationOff,
} from "@/lib/workflows/learning/site-calibrations";

const reason = z.string().trim().min(SHORTEST_REASON).max(500);

export const ask = action(
  { name: "askCalibration", permission: "model:promote", input: z.null() },
  async (rt, auth) => told(await askCalibration(rt, auth)),
);

export const lay = action(
  {
    name: "layCalibration",
    permission: "model:promote",
    input: z.strictObject({
      version: z.string().min(1).max(100),
      expectedSeq: z.int().min(0),
      reason,
    }),
  },
  async (rt, auth, input) => told(await layCalibration(rt, auth, input)),
);

export const takeOff = action(
  { name: "takeCalibrationOff", permission: "model:promote", input: z.null() },
  async (rt, auth) =>
    told(await takeCalibrationOff(rt, auth, { reason: "Taken off on the page of the calibration" })),
);
