import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { FocusNote } from "@/components/console/incidents/focus-note";
import { ModelSwitch } from "@/components/console/model-switch";
import { PageHead } from "@/components/console/page-head";
import { SHORTEST_RESUME, SHORTEST_STOP, viewSwitch } from "@/lib/workflows/govern/switch-model";
import { currentFocus } from "@/lib/workflows/watch/incidents";
import { resume, stop } from "./actions";

export const metadata: Metadata = { title: "Switch the model off or on" };
export const dynamic = "force-dynamic";

export default async function ModelSwitchPage() {
  const { rt, auth } = await requirePrincipal("model:stop");
  return (
    <>
      <PageHead title="Switch the model off or on">
        For the whole installation, at once: while the model is off, every screen and every card in the EHR
        shows the safety rules alone and says so. Decisions are recorded as always.
      </PageHead>
      <FocusNote focus={await currentFocus(rt, auth)} />
      <ModelSwitch
        initial={await viewSwitch(rt, auth)}
        shortest={{ stop: SHORTEST_STOP, resume: SHORTEST_RESUME }}
        stop={stop}
        resume={resume}
      />
    </>
  );
}
