import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { CalibrationBoard } from "@/components/console/calibration/calibration-board";
import { PageHead } from "@/components/console/page-head";
import { viewCalibrations } from "@/lib/workflows/learning/site-calibrations";
import { ask, lay, takeOff } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.calibration"))("siteCalibration"),
});

export default async function CalibrationPage() {
  const t = await getTranslations("console.calibration");
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <PageWords of={["calibration", "figures"]}>
      <PageHead title={t("siteCalibration")}>
        {t.rich("whatThisSiteChartsOtherwiseThan", {
          link: (words) => (
            <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
      </PageHead>
      <CalibrationBoard
        initial={await told(await viewCalibrations(rt, auth))}
        actions={{ ask, lay, takeOff }}
      />
    </PageWords>
  );
}
