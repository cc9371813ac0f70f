import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { LiveQuickTriage } from "@/app/(clinic)/triage/live-quick-triage";
import { FINDING_KEYS, labelOf } from "@/lib/findings/catalogue";
import { listQuick } from "@/lib/workflows/clinic/quick-triage";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("quick"))("newPatient"),
});
export const dynamic = "force-dynamic";

export default async function QuickTriagePage() {
  const { rt, auth } = await requirePrincipal("decision:write");
  const words = [...new Set(FINDING_KEYS.map(labelOf))].sort((a, b) => a.localeCompare(b, "en"));
  return <LiveQuickTriage initial={await listQuick(rt, auth)} words={words} />;
}
