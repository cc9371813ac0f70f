import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { CalibrationBoard } from "@/components/console/calibration/calibration-board";
import { PageHead } from "@/components/console/page-head";
import { viewCalibrations } from "@/lib/workflows/learning/site-calibrations";
import { ask, lay, takeOff } from "./actions";

export const metadata: Metadata = { title: "Site calibration" };

export default async function CalibrationPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="Site calibration">
        What this site charts otherwise than the model, in six numbers that are laid over the model’s answers.
        The model stays as it is; the safety rules apply as ever. A calibration is fitted on a part of the
        site’s labels, judged by those of other patients under the checks in force, and laid over the model by
        a person.{" "}
        <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
          All versions
        </Link>
      </PageHead>
      <CalibrationBoard initial={await viewCalibrations(rt, auth)} actions={{ ask, lay, takeOff }} />
    </>
  );
}
