"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import {
  INCIDENT_KINDS,
  LINKED,
  LONGEST_TITLE,
  LONGEST_WORDS,
  SEVERITIES,
  SHORTEST_WORDS,
} from "@/lib/monitoring/incidents/incident";
import {
  addLink,
  addNote,
  closeIncident,
  judgeSeverity,
  reopenIncident,
  reviewIncident,
  startIncident,
  workOn,
} from "@/lib/workflows/watch/incidents";

const words = z.string().trim().min(SHORTEST_WORDS).max(LONGEST_WORDS);
const addition = z.strictObject({ incidentId: z.uuid(), requestId: z.uuid() });
const ending = addition.extend({ words, seenEntries: z.int().min(1) });

export const start = action(
  {
    name: "startIncident",
    permission: "incident:write",
    input: z.strictObject({
      requestId: z.uuid(),
      kind: z.enum(INCIDENT_KINDS),
      severity: z.enum(SEVERITIES).nullable(),
      title: z.string().trim().min(SHORTEST_WORDS).max(LONGEST_TITLE),
      words: z.string().trim().max(LONGEST_WORDS),
    }),
  },
  async (rt, auth, input) => startIncident(rt, auth, input),
);

export const note = action(
  { name: "noteIncident", permission: "incident:write", input: addition.extend({ words }) },
  async (rt, auth, input) => addNote(rt, auth, input),
);

export const judge = action(
  {
    name: "judgeIncident",
    permission: "incident:write",
    input: addition.extend({ severity: z.enum(SEVERITIES) }),
  },
  async (rt, auth, input) => judgeSeverity(rt, auth, input),
);

export const link = action(
  {
    name: "linkIncident",
    permission: "incident:write",
    input: addition
      .extend({ what: z.enum(LINKED), ref: z.string().trim().min(1).max(200) })
      .refine(({ what, ref }) => what === "model-version" || z.uuid().safeParse(ref).success, {
        path: ["ref"],
      }),
  },
  async (rt, auth, input) => addLink(rt, auth, input),
);

export const review = action(
  { name: "reviewIncident", permission: "incident:write", input: ending },
  async (rt, auth, input) => reviewIncident(rt, auth, input),
);

export const close = action(
  { name: "closeIncident", permission: "incident:write", input: ending },
  async (rt, auth, input) => closeIncident(rt, auth, input),
);

export const reopen = action(
  { name: "reopenIncident", permission: "incident:write", input: addition.extend({ words }) },
  async (rt, auth, input) => reopenIncident(rt, auth, input),
);

export const work = action(
  {
    name: "workOnIncident",
    permission: "incident:write",
    input: z.strictObject({ incidentId: z.uuid(), on: z.boolean() }),
  },
  async (rt, auth, input) => workOn(rt, auth, input),
);
