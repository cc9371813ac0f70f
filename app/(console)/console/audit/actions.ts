"use server";
import { z } from "zod";
import { action } from "@/app/_server/guard";
import { verifyAudit } from "@/lib/workflows/govern/audit-log";

export const verifyChain = action(
  { name: "verifyAudit", permission: "audit:read", input: z.void() },
  async (rt, auth) => verifyAudit(rt, auth),
);
