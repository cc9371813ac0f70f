"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { visitInput } from "@/app/(clinic)/visit-input";
import type { Level } from "@/lib/case/level";
import { LEAD_VERDICTS, MAX_NOTE } from "@/lib/decision/concerns";
import { LONGEST_SEEN_MS, OVERRIDE_REASON_CODES, VISIT_REASON_CODES } from "@/lib/decision/decision";
import { LONGEST_REASON, SHORTEST_REASON } from "@/lib/feedback/reasons";
import { VISIT_DOUBTS } from "@/lib/fhir/visit-state";
import { LONGEST_REPORT } from "@/lib/monitoring/incidents/incident";
import { chooseFirst } from "@/lib/workflows/clinic/choose-first";
import { answerLeadReviews } from "@/lib/workflows/clinic/lead-review";
import { leaveOutOfLearning } from "@/lib/workflows/clinic/leave-out";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { reportProblem as report } from "@/lib/workflows/clinic/report-problem";
import { undoDecision } from "@/lib/workflows/clinic/undo-decision";
import { retryWriteBack } from "@/lib/workflows/clinic/write-back";

const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

/** Records the clinician's level, once a gesture. */
export const decide = action(
  {
    name: "decide",
    permission: "decision:write",
    input: z.object({
      requestId: z.uuid(),
      encounterId: z.uuid(),
      launchId: z.uuid().nullable(),
      assessmentId: z.uuid(),
      contextVersion: z.string().min(1).max(200),
      identityVersion: z.string().min(1).max(200),
      visit: z
        .object({ reason: z.enum(VISIT_REASON_CODES), doubts: z.array(z.enum(VISIT_DOUBTS)).readonly() })
        .optional(),
      supersedes: z.uuid().nullable(),
      kind: z.enum(["accept", "override", "assign"]),
      level: z.literal([1, 2, 3, 4, 5]),
      reason: z.enum(OVERRIDE_REASON_CODES).optional(),
      comment: z.string().max(500).optional(),
      exposure: z
        .object({
          seenMs: z.number().int().min(0).max(LONGEST_SEEN_MS),
          reasons: z.boolean(),
          lookTwice: z.boolean(),
          tried: z.array(level).max(20).readonly(),
        })
        .nullable()
        .optional(),
      confirmed: z.array(z.string().max(120)).max(100).readonly().optional(),
      settingId: z.uuid().nullable().optional(),
    }),
  },
  (rt, auth, { reason, comment, confirmed, exposure, level, visit, ...rest }) =>
    recordDecision(rt, auth, {
      ...rest,
      level: level as Level,
      ...(reason ? { reason } : {}),
      ...(comment ? { comment } : {}),
      ...(visit ? { visit } : {}),
      ...(confirmed ? { confirmed } : {}),
      ...(exposure ? { exposure } : {}),
    }),
);

/** Takes one's own decision back, within seconds. */
export const undoLevel = action(
  {
    name: "undo-decision",
    permission: "decision:write",
    input: visitInput.extend({ decisionId: z.uuid(), requestId: z.uuid() }),
  },
  undoDecision,
);

/** Keeps the level given before the suggestion is shown, and answers with the page that shows it. */
export const giveOwnLevel = action(
  {
    name: "own-level",
    permission: "decision:write",
    input: visitInput.extend({
      assessmentId: z.uuid(),
      level,
      seenMs: z.number().int().min(0).max(LONGEST_SEEN_MS).nullable(),
      settingId: z.uuid().nullable(),
    }),
  },
  chooseFirst,
);

/** A lead has looked at a decision that was marked for one. */
export const answerLeadReview = action(
  {
    name: "answer-lead-review",
    permission: "lead:answer",
    input: visitInput.extend({
      reviewIds: z.array(z.uuid()).min(1).max(50),
      note: z.string().max(MAX_NOTE),
      verdict: z.enum(LEAD_VERDICTS).default("looked"),
    }),
  },
  answerLeadReviews,
);

/** Says in a few words what is wrong with what is shown. */
export const reportProblem = action(
  {
    name: "report-problem",
    permission: "incident:report",
    input: visitInput.extend({
      requestId: z.uuid(),
      assessmentId: z.uuid(),
      words: z.string().max(LONGEST_REPORT),
    }),
  },
  report,
);

/** Leaves the patient out of what the model learns from, or ends that. */
export const leaveOut = action(
  {
    name: "leave-out-of-learning",
    permission: "learning:opt-out",
    input: visitInput.extend({
      out: z.boolean(),
      reason: z.string().trim().min(SHORTEST_REASON).max(LONGEST_REASON),
    }),
  },
  leaveOutOfLearning,
);

/** Tries again to write a decision to the EHR. */
export const retryWriting = action(
  {
    name: "retry-write-back",
    permission: "decision:write",
    input: z.object({ decisionId: z.uuid(), encounterId: z.uuid(), launchId: z.uuid().nullable() }),
  },
  retryWriteBack,
);
