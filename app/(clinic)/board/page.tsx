import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveBoard } from "@/app/(clinic)/live-board";
import { getBoard } from "@/lib/workflows/clinic/board";

export const metadata: Metadata = { title: "Board" };
export const dynamic = "force-dynamic";

export default async function BoardPage() {
  const { rt, auth } = await requirePrincipal("board:read");
  return <LiveBoard initial={await getBoard(rt, auth)} />;
}
