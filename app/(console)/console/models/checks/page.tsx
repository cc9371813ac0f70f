import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { GateBoard } from "@/components/console/gates/gate-board";
import { PageHead } from "@/components/console/page-head";
import { viewGates } from "@/lib/workflows/learning/gate-policies";
import { putGates, rotateKey } from "./actions";

export const metadata: Metadata = { title: "Checks of model versions" };

export default async function ChecksPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="Checks of model versions">
        What a version must hold before it may come into use, beside the one in use and on its own.{" "}
        <Link href="/console/models" className="font-medium text-accent underline underline-offset-2">
          All versions
        </Link>
      </PageHead>
      <GateBoard initial={await viewGates(rt, auth)} actions={{ putGates, rotateKey }} />
    </>
  );
}
