"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { POLICIES } from "@/lib/model/calibration";
import { promoteModel, rejectModel, rollbackModel } from "@/lib/workflows/console/models";
import { changePolicy } from "@/lib/workflows/console/policy";

const version = z.string().min(1).max(200);
const comment = z.string().max(500);

export const promote = action(
  {
    name: "promoteModel",
    permission: "model:promote",
    input: z.strictObject({ version, expectedChampion: z.string().max(200), comment: comment.optional() }),
  },
  async (rt, auth, input) => promoteModel(rt, auth, input),
);

export const reject = action(
  {
    name: "rejectModel",
    permission: "model:promote",
    input: z.strictObject({ version, comment: comment.trim().min(10) }),
  },
  async (rt, auth, input) => rejectModel(rt, auth, input),
);

export const rollBack = action(
  {
    name: "rollbackModel",
    permission: "model:promote",
    input: z.strictObject({ toVersion: version, expectedChampion: z.string().max(200) }),
  },
  async (rt, auth, input) => rollbackModel(rt, auth, input),
);

export const putPolicy = action(
  {
    name: "changePolicy",
    permission: "model:promote",
    input: z.strictObject({
      policy: z.enum(POLICIES),
      expectedPolicy: z.enum(POLICIES).nullable(),
      expectedChampion: z.string().max(200),
      comment: comment.optional(),
    }),
  },
  async (rt, auth, input) => changePolicy(rt, auth, input),
);
