import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { MetricTables } from "@/components/console/metric-table";
import { PageHead } from "@/components/console/page-head";
import { Section } from "@/components/ui/section";
import { toAppError } from "@/lib/core/errors";
import { aboutModel } from "@/lib/workflows/watch/about-model";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("launch"))("whatTheLevelsRestOn"),
});

export default async function ModelPage({ params }: { params: Promise<{ version: string }> }) {
  const t = await getTranslations("launch");
  const { rt, auth } = await requirePrincipal("board:read");
  const version = decodeURIComponent((await params).version);
  const about = await aboutModel(rt, auth, version).catch((error: unknown) => {
    if (toAppError(error).code === "not-found") notFound();
    throw error;
  });
  return (
    <div className="mx-auto w-full max-w-[80rem] px-5 pt-6 pb-12">
      <PageHead title={t("whatTheLevelsRestOn")}>
        {t("nameVersionItLearnedFromValue", {
          name: about.name,
          version: about.version,
          value: about.trainedOn.replace(/\.+$/, ""),
        })}
      </PageHead>
      <div className="space-y-4">
        <Section title={t("whatToMakeOfIt")}>
          <ul className="list-disc space-y-1 pl-5 text-pretty">
            <li>{t("theFiguresDescribeGroupsOfPatients")}</li>
            <li>{t("theyAreOfTheModelAlone")}</li>
            <li>{t("thePatientsItWasMeasuredOn")}</li>
          </ul>
        </Section>
        <Section title={t("measured")}>
          <MetricTables sets={about.measured} />
        </Section>
        {about.release && (
          <Section title={t("theReleaseItWasRetrainedFrom", { version: about.release.version })}>
            <MetricTables sets={about.release.measured} />
          </Section>
        )}
      </div>
    </div>
  );
}
