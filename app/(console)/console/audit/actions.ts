"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { readNarrowed } from "@/lib/monitoring/listing";
import { accessReport } from "@/lib/workflows/govern/access-report";
import { verifyAudit } from "@/lib/workflows/govern/audit-log";

export const verifyChain = action(
  { name: "verifyAudit", permission: "audit:read", input: z.void() },
  async (rt, auth) => told(await verifyAudit(rt, auth)),
);

/** By an action, not an address: the patient's id stands in no log of addresses. */
export const whoLooked = action(
  {
    name: "accessReport",
    permission: "audit:read",
    input: z
      .strictObject({
        by: z.enum(["patient", "visit"]),
        id: z.string().trim().min(1).max(200),
        from: z.string().max(10),
        to: z.string().max(10),
      })
      .refine(({ by, id }) => by === "patient" || z.uuid().safeParse(id).success, { path: ["id"] }),
  },
  async (rt, auth, { by, id, ...days }) =>
    told(
      await accessReport(rt, auth, { by, id, ...readNarrowed((name) => days[name as keyof typeof days]) }),
    ),
);
