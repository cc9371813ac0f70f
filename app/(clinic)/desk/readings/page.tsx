import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { SecondReadings } from "@/components/triage/second-readings";
import { openReading } from "@/lib/workflows/clinic/second-reading";
import { saveReading, skipReading } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("desk"))("secondReadings"),
});
export const dynamic = "force-dynamic";

export default async function ReadingsPage() {
  const { rt, auth } = await requirePrincipal("reading:write");
  return <SecondReadings initial={await openReading(rt, auth)} save={saveReading} skip={skipReading} />;
}
