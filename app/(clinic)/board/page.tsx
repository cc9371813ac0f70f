import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveBoard } from "@/app/(clinic)/live-board";
import { lookCookie, readLook } from "@/components/board-look";
import { tourCookie } from "@/components/tour/tour-cookie";
import { getBoard } from "@/lib/workflows/clinic/board";
import { isNewHere } from "@/lib/workflows/govern/sessions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("shell"))("board"),
});
export const dynamic = "force-dynamic";

export default async function BoardPage() {
  const { rt, auth } = await requirePrincipal("board:read");
  const jar = await cookies();
  const { userId } = auth.principal;
  const kept = readLook(jar.get(lookCookie(userId))?.value);
  const [board, isNew] = await Promise.all([
    getBoard(rt, auth),
    !jar.has(tourCookie(userId)) && isNewHere(rt, auth),
  ]);
  return <LiveBoard initial={board} kept={kept} isNew={isNew} />;
}
