"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { POLICIES } from "@/lib/model/calibration";
import { SHORTEST_EXCEPTION_REASON } from "@/lib/registry/gates/exception";
import { answerException, askException, withdrawException } from "@/lib/workflows/learning/ask-exception";
import {
  listModelVersions,
  promoteModel,
  rejectModel,
  rollbackModel,
} from "@/lib/workflows/learning/change-model";
import { changePolicy } from "@/lib/workflows/learning/change-policy";
import { measureModel } from "@/lib/workflows/learning/check-versions";
import { declineMlflowRequest } from "@/lib/workflows/learning/mlflow-requests";

const version = z.string().min(1).max(200);
const comment = z.string().max(500);

export const promote = action(
  {
    name: "promoteModel",
    permission: "model:promote",
    input: z.strictObject({ version, expectedChampion: z.string().max(200), comment: comment.optional() }),
  },
  async (rt, auth, input) => told(await promoteModel(rt, auth, input)),
);

export const reject = action(
  {
    name: "rejectModel",
    permission: "model:promote",
    input: z.strictObject({ version, comment: comment.trim().min(10) }),
  },
  async (rt, auth, input) => told(await rejectModel(rt, auth, input)),
);

export const rollBack = action(
  {
    name: "rollbackModel",
    permission: "model:promote",
    input: z.strictObject({ toVersion: version, expectedChampion: z.string().max(200) }),
  },
  async (rt, auth, input) => told(await rollbackModel(rt, auth, input)),
);

export const measure = action(
  { name: "measureModel", permission: "model:promote", input: z.strictObject({ version }) },
  async (rt, auth, input) => told(await measureModel(rt, auth, input)),
);

export const askForException = action(
  {
    name: "askException",
    permission: "model:promote",
    input: z.strictObject({
      version,
      reason: comment.trim().min(SHORTEST_EXCEPTION_REASON),
      until: z.iso.date(),
    }),
  },
  async (rt, auth, input) => told(await askException(rt, auth, input)),
);

export const answerAskedException = action(
  {
    name: "answerException",
    permission: "model:promote",
    input: z.strictObject({ id: z.uuid(), agree: z.boolean(), comment: comment.optional() }),
  },
  async (rt, auth, input) => told(await answerException(rt, auth, input)),
);

export const withdrawAskedException = action(
  { name: "withdrawException", permission: "model:promote", input: z.strictObject({ id: z.uuid() }) },
  async (rt, auth, input) => told(await withdrawException(rt, auth, input)),
);

export const refreshModels = action(
  { name: "listModelVersions", permission: "console:read", input: z.void(), by: "page" },
  async (rt, auth) => told(await listModelVersions(rt, auth)),
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

export const declineMlflow = action(
  { name: "declineMlflowRequest", permission: "model:promote", input: z.strictObject({ id: z.uuid() }) },
  async (rt, auth, input) => told(await declineMlflowRequest(rt, auth, input)),
);
