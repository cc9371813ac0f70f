import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveDesk } from "@/app/(clinic)/live-desk";
import { getBoard } from "@/lib/workflows/clinic/board";
import { countReadings } from "@/lib/workflows/clinic/second-reading";

export const metadata: Metadata = { title: "Lead’s desk" };
export const dynamic = "force-dynamic";

export default async function DeskPage() {
  const { rt, auth } = await requirePrincipal("lead:answer");
  const [board, readings] = await Promise.all([getBoard(rt, auth), countReadings(rt, auth)]);
  return <LiveDesk initial={board} readings={readings} />;
}
