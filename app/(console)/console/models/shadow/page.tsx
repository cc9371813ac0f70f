import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { PageHead } from "@/components/console/page-head";
import { PromptBoard } from "@/components/console/shadow/prompt-board";
import { ShadowBoard } from "@/components/console/shadow/shadow-board";
import { viewPrompts } from "@/lib/workflows/learning/llm/prompts";
import { viewShadow } from "@/lib/workflows/learning/shadow";
import { one, type Search } from "../../search-params";
import { start, stop } from "./actions";
import { measure, register, reject } from "./prompt-actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.shadow"))("shadow"),
});

export default async function ShadowPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.shadow");
  const { rt, auth } = await requirePrincipal("console:read");
  const id = z
    .uuid()
    .optional()
    .safeParse(one((await searchParams).of));
  if (!id.success) notFound();
  return (
    <PageWords of={["shadow"]}>
      <PageHead title={t("shadow")}>
        {t.rich("aCandidateAnswersTheSamePatients", {
          link: (words) => (
            <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
      </PageHead>
      <ShadowBoard
        key={id.data ?? "now"}
        initial={await told(await viewShadow(rt, auth, { id: id.data }))}
        actions={{ start, stop }}
      />
      <div className="mt-4">
        <PromptBoard
          initial={await told(await viewPrompts(rt, auth))}
          actions={{ register, measure, reject }}
        />
      </div>
    </PageWords>
  );
}
