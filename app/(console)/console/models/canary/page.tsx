import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { CanaryBoard } from "@/components/console/canary/canary-board";
import { PageHead } from "@/components/console/page-head";
import { viewCanary } from "@/lib/workflows/learning/canary";
import { one, type Search } from "../../search-params";
import { start, stop } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.canary"))("canary"),
});

export default async function CanaryPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.canary");
  const { rt, auth } = await requirePrincipal("console:read");
  const id = z
    .uuid()
    .optional()
    .safeParse(one((await searchParams).of));
  if (!id.success) notFound();
  return (
    <PageWords of={["canary"]}>
      <PageHead title={t("canary")}>
        {t.rich("aCandidateThatPassedItsChecks", {
          link: (words) => (
            <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
      </PageHead>
      <CanaryBoard
        key={id.data ?? "now"}
        initial={await told(await viewCanary(rt, auth, { id: id.data }))}
        actions={{ start, stop }}
      />
    </PageWords>
  );
}
