import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { FocusNote } from "@/components/console/incidents/focus-note";
import { ModelSwitch } from "@/components/console/model-switch";
import { PageHead } from "@/components/console/page-head";
import { SHORTEST_RESUME, SHORTEST_STOP, viewSwitch } from "@/lib/workflows/govern/switch-model";
import { currentFocus } from "@/lib/workflows/watch/incidents";
import { resume, stop } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("own"))("switchTheModelOffOrOn"),
});
export const dynamic = "force-dynamic";

export default async function ModelSwitchPage() {
  const t = await getTranslations("own");
  const { rt, auth } = await requirePrincipal("model:stop");
  return (
    <>
      <PageHead title={t("switchTheModelOffOrOn")}>{t("forTheWholeInstallationAtOnce")}</PageHead>
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
