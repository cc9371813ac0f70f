import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { getSaid } from "@/app/_server/said";
import { LivePatient } from "@/app/(clinic)/live-patient";
import { visitInput } from "@/app/(clinic)/visit-input";
import { PlainMessage } from "@/components/shell/plain-message";
import { WrongPatient } from "@/components/triage/wrong-patient";
import { type AppError, toAppError } from "@/lib/core/errors";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import type { PatientView } from "@/lib/workflows/views";

// The title stays without the name: it ends up in the browser's history.
export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("board"))("patient"),
});
export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ launch?: string | string[] }> };

export default async function PatientPage({ params, searchParams }: Props) {
  const { rt, auth } = await requirePrincipal("encounter:read");
  const { launch } = await searchParams;
  const ref = visitInput.safeParse({ encounterId: (await params).id, launchId: launch ?? null });
  if (!ref.success) notFound();
  const opened = await openEncounter(rt, auth, ref.data).catch((error: unknown) => toAppError(error));
  if (opened instanceof Error) {
    rt.logger.info({ requestId: auth.requestId, code: opened.code, err: opened }, "patient not shown");
    return <Refused error={opened} requestId={auth.requestId} />;
  }
  return <Page view={opened} />;
}

const Page = ({ view }: { view: PatientView }) => (
  <LivePatient key={`${view.encounterId} ${view.launchId}`} initial={view} />
);

async function Refused({ error, requestId }: { error: AppError; requestId: string }) {
  const t = await getTranslations("launch");
  const said = await getSaid();
  switch (error.code) {
    case "wrong-patient":
      return <WrongPatient message={error.userMessage} />;
    case "not-found":
      notFound();
      break;
    case "unauthenticated":
      redirect("/signed-out?reason=unauthenticated");
  }
  return (
    <PlainMessage title={t("thisPatientCannotBeShown")} requestId={requestId}>
      {said(error.userMessage)}
    </PlainMessage>
  );
}
