import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveDesk } from "@/app/(clinic)/live-desk";
import { getBoard } from "@/lib/workflows/clinic/board";
import { countReadings } from "@/lib/workflows/clinic/second-reading";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("desk"))("leadSDesk"),
});
export const dynamic = "force-dynamic";

export default async function DeskPage() {
  const { rt, auth } = await requirePrincipal("lead:answer");
  const [board, readings] = await Promise.all([getBoard(rt, auth), countReadings(rt, auth)]);
  return <LiveDesk initial={board} readings={readings} />;
}
