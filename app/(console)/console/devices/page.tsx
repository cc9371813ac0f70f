import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { DeviceRegistry } from "@/components/console/devices/device-registry";
import { PageHead } from "@/components/console/page-head";
import { viewRegistry } from "@/lib/workflows/devices/registry";
import { register, retireDevice } from "./actions";

export const metadata: Metadata = { title: "Devices" };

export default async function DevicesPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="Monitors and wearables">
        Devices of your EHR that may send readings, and what of theirs was not taken. Who has which device is
        said on the patient’s page, by those who care for them.
      </PageHead>
      <DeviceRegistry initial={await viewRegistry(rt, auth)} register={register} retire={retireDevice} />
    </>
  );
}
