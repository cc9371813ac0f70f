import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { ModeBoard } from "@/components/console/suggestions/mode-board";
import { viewModes } from "@/lib/workflows/govern/suggestion-modes";
import { putMode } from "./actions";

export const metadata: Metadata = { title: "Suggestions" };

export default async function SuggestionsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <>
      <PageHead title="When suggestions are shown">
        Somebody who sees a suggestion tends to follow it. Here it is said, for each role at your EHR, whether
        people see it at once, after a level of their own, or only where the model is more urgent. The safety
        rules are shown in every case.
      </PageHead>
      <ModeBoard initial={await viewModes(rt, auth)} change={putMode} />
    </>
  );
}
