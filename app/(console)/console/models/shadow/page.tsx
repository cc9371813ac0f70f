import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { PromptBoard } from "@/components/console/shadow/prompt-board";
import { ShadowBoard } from "@/components/console/shadow/shadow-board";
import { viewPrompts } from "@/lib/workflows/learning/llm/prompts";
import { viewShadow } from "@/lib/workflows/learning/shadow";
import { one, type Search } from "../../search-params";
import { start, stop } from "./actions";
import { measure, register, reject } from "./prompt-actions";

export const metadata: Metadata = { title: "Shadow" };

export default async function ShadowPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const id = z
    .uuid()
    .optional()
    .safeParse(one((await searchParams).of));
  if (!id.success) notFound();
  return (
    <>
      <PageHead title="Shadow">
        A candidate answers the same patients as the version in use, unseen: nothing of it reaches the
        bedside, a decision or the EHR. Where the two differ, somebody can look before it comes into use.{" "}
        <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
          All versions
        </Link>
      </PageHead>
      <ShadowBoard
        key={id.data ?? "now"}
        initial={await viewShadow(rt, auth, { id: id.data })}
        actions={{ start, stop }}
      />
      <div className="mt-4">
        <PromptBoard initial={await viewPrompts(rt, auth)} actions={{ register, measure, reject }} />
      </div>
    </>
  );
}
