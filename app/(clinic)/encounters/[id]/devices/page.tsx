import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { getSaid } from "@/app/_server/said";
import { visitInput } from "@/app/(clinic)/visit-input";
import { PlainMessage } from "@/components/shell/plain-message";
import { VisitDevices } from "@/components/triage/visit-devices";
import { WrongPatient } from "@/components/triage/wrong-patient";
import { toAppError } from "@/lib/core/errors";
import { viewVisitDevices } from "@/lib/workflows/devices/check-out";
import { checkIn, checkOut } from "./actions";

// The title stays without the name: it ends up in the browser's history.
export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("devices"))("title"),
});
export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ launch?: string | string[] }> };

export default async function VisitDevicesPage({ params, searchParams }: Props) {
  const t = await getTranslations("launch");
  const { rt, auth } = await requirePrincipal("device:use");
  const { launch } = await searchParams;
  const ref = visitInput.safeParse({ encounterId: (await params).id, launchId: launch ?? null });
  if (!ref.success) notFound();
  const view = await viewVisitDevices(rt, auth, ref.data).catch((error: unknown) => toAppError(error));
  if (!(view instanceof Error))
    return (
      <VisitDevices
        key={`${ref.data.encounterId} ${ref.data.launchId}`}
        visit={ref.data}
        initial={view}
        checkOut={checkOut}
        checkIn={checkIn}
      />
    );
  if (view.code === "wrong-patient") return <WrongPatient message={view.userMessage} />;
  if (view.code === "not-found") notFound();
  if (view.code === "unauthenticated") redirect("/signed-out?reason=unauthenticated");
  return (
    <PlainMessage title={t("thisPatientSDevicesCannotBe")} requestId={auth.requestId}>
      {(await getSaid())(view.userMessage)}
    </PlainMessage>
  );
}
