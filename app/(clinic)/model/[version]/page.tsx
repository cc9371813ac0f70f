import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requirePrincipal } from "@/app/_server/guard";
import { MetricTables } from "@/components/console/metric-table";
import { PageHead } from "@/components/console/page-head";
import { Section } from "@/components/ui/section";
import { toAppError } from "@/lib/core/errors";
import { aboutModel } from "@/lib/workflows/watch/about-model";

export const metadata: Metadata = { title: "What the levels rest on" };

export default async function ModelPage({ params }: { params: Promise<{ version: string }> }) {
  const { rt, auth } = await requirePrincipal("board:read");
  const version = decodeURIComponent((await params).version);
  const about = await aboutModel(rt, auth, version).catch((error: unknown) => {
    if (toAppError(error).code === "not-found") notFound();
    throw error;
  });
  return (
    <div className="mx-auto w-full max-w-[80rem] px-5 pt-6 pb-12">
      <PageHead title="What the levels rest on">
        {about.name} {about.version}. It learned from {about.trainedOn.replace(/\.+$/, "")}.
      </PageHead>
      <div className="space-y-4">
        <Section title="What to make of it">
          <ul className="list-disc space-y-1 pl-5 text-pretty">
            <li>The figures describe groups of patients, not the one before you.</li>
            <li>
              They are of the model alone. On the page a safety rule can make its level more urgent, never
              less; each rule that did names itself beside the level.
            </li>
            <li>The patients it was measured on may differ from yours.</li>
          </ul>
        </Section>
        <Section title="Measured">
          <MetricTables sets={about.measured} />
        </Section>
        {about.release && (
          <Section title={`The release it was retrained from, ${about.release.version}`}>
            <MetricTables sets={about.release.measured} />
          </Section>
        )}
      </div>
    </div>
  );
}
