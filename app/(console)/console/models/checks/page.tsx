import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { sayingsOf } from "@/app/_server/said";
import { GateBoard } from "@/components/console/gates/gate-board";
import { PageHead } from "@/components/console/page-head";
import { viewGates } from "@/lib/workflows/learning/gate-policies";
import { putGates, rotateKey } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.gates"))("checksOfModelVersions"),
});

export default async function ChecksPage() {
  const t = await getTranslations("console.gates");
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <PageWords of={["gates"]}>
      <PageHead title={t("checksOfModelVersions")}>
        {t.rich("whatAVersionMustHoldBefore", {
          link: (words) => (
            <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
      </PageHead>
      <GateBoard
        initial={await viewGates(rt, auth)}
        actions={{ putGates, rotateKey }}
        sayings={await sayingsOf("gates")}
      />
    </PageWords>
  );
}
