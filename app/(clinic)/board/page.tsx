import type { Metadata } from "next";
import { cookies } from "next/headers";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveBoard } from "@/app/(clinic)/live-board";
import { lookCookie, readLook } from "@/components/board-look";
import { getBoard } from "@/lib/workflows/clinic/board";

export const metadata: Metadata = { title: "Board" };
export const dynamic = "force-dynamic";

export default async function BoardPage() {
  const { rt, auth } = await requirePrincipal("board:read");
  const kept = readLook((await cookies()).get(lookCookie(auth.principal.userId))?.value);
  return <LiveBoard initial={await getBoard(rt, auth)} kept={kept} />;
}
