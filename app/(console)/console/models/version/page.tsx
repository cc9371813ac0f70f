import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { told } from "@/app/_server/said";
import { PageHead } from "@/components/console/page-head";
import { LineagePicture } from "@/components/console/version/lineage-picture";
import { VersionDiff } from "@/components/console/version/version-diff";
import { Section } from "@/components/ui/section";
import { toAppError } from "@/lib/core/errors";
import { listModelVersions } from "@/lib/workflows/learning/change-model";
import { versionStory } from "@/lib/workflows/learning/version-story";
import { one, type Search } from "../../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.version"))("oneVersion"),
});

/** One version, the one in use unless the address says another: where it comes from, and what differs from another one. */
export default async function VersionPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.version");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const versions = await listModelVersions(rt, auth);
  const inUse = versions.find((v) => v.status === "champion") ?? versions[0];
  const version = one(search.of) ?? inUse?.version;
  const all = (
    <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
      {t("allVersions")}
    </Link>
  );
  if (!version)
    return (
      <>
        <PageHead title={t("oneVersion")}>{all}</PageHead>
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("noVersionHasBeenRegisteredYet")}
        </p>
      </>
    );
  const story = await versionStory(rt, auth, { version, beside: one(search.beside) }).catch(
    (error: unknown) => {
      if (toAppError(error).code === "not-found") return null;
      throw error;
    },
  );
  if (!story) notFound();
  return (
    <>
      <PageHead title={t("versionVersion", { version: story.version })}>
        {t.rich("whereItComesFromWhatCame", { all: () => all })}
      </PageHead>
      <div className="space-y-4">
        <Section title={t("fromTheDataToTheLabels")}>
          <LineagePicture steps={await told(story.lineage)} />
        </Section>
        <VersionDiff story={story} />
      </div>
    </>
  );
}
