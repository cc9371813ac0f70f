import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { CanaryBoard } from "@/components/console/canary/canary-board";
import { PageHead } from "@/components/console/page-head";
import { viewCanary } from "@/lib/workflows/learning/canary";
import { one, type Search } from "../../search-params";
import { start, stop } from "./actions";

export const metadata: Metadata = { title: "Canary" };

export default async function CanaryPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const id = z
    .uuid()
    .optional()
    .safeParse(one((await searchParams).of));
  if (!id.success) notFound();
  return (
    <>
      <PageHead title="Canary">
        A candidate that passed its checks answers a share of the new visits; the version in use answers the
        others. A visit stays with the version that it began with. The safety rules apply to both. It ends by
        itself when it is certainly worse, and every patient is answered by the version in use again.{" "}
        <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
          All versions
        </Link>
      </PageHead>
      <CanaryBoard
        key={id.data ?? "now"}
        initial={await viewCanary(rt, auth, { id: id.data })}
        actions={{ start, stop }}
      />
    </>
  );
}
