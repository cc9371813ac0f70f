import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { DeviceRegistry } from "@/components/console/devices/device-registry";
import { PageHead } from "@/components/console/page-head";
import { viewRegistry } from "@/lib/workflows/devices/registry";
import { register, retireDevice } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.devices"))("devices"),
});

export default async function DevicesPage() {
  const t = await getTranslations("console.devices");
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <PageWords of={["devices"]}>
      <PageHead title={t("monitorsAndWearables")}>{t("devicesOfYourEHRThat")}</PageHead>
      <DeviceRegistry
        initial={await told(await viewRegistry(rt, auth))}
        register={register}
        retire={retireDevice}
      />
    </PageWords>
  );
}
