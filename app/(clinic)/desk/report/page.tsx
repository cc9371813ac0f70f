import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { ShiftReportPage } from "@/components/triage/shift-report";
import { SHIFT_HOURS } from "@/lib/monitoring/shift";
import { shiftReport } from "@/lib/workflows/watch/shift-report";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("desk"))("shiftReport"),
});
export const dynamic = "force-dynamic";

export default async function ReportPage({
  searchParams,
}: {
  searchParams: Promise<{ hours?: string | string[] }>;
}) {
  const { rt, auth } = await requirePrincipal("lead:answer");
  const asked = Number((await searchParams).hours);
  const hours = SHIFT_HOURS.find((h) => h === asked) ?? 8;
  return <ShiftReportPage report={await shiftReport(rt, auth, hours)} hours={hours} />;
}
