import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { IncidentPage } from "@/components/console/incidents/incident-page";
import { toAppError } from "@/lib/core/errors";
import { viewIncident } from "@/lib/workflows/watch/incidents";
import { close, judge, link, note, reopen, review, work } from "../actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.incidents"))("incident"),
});
export const dynamic = "force-dynamic";

export default async function OneIncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const incident = await viewIncident(rt, auth, id.data).catch((error: unknown) => {
    if (toAppError(error).code === "not-found") notFound();
    throw error;
  });
  return (
    <PageWords of={["incidents"]}>
      <IncidentPage
        key={incident.id}
        initial={incident}
        actions={{ note, judge, link, review, close, reopen, work }}
      />
    </PageWords>
  );
}
