import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { PageHead } from "@/components/console/page-head";
import { ModeBoard } from "@/components/console/suggestions/mode-board";
import { viewModes } from "@/lib/workflows/govern/suggestion-modes";
import { putMode } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.suggestions"))("suggestions"),
});

export default async function SuggestionsPage() {
  const t = await getTranslations("console.suggestions");
  const { rt, auth } = await requirePrincipal("console:read");
  return (
    <PageWords of={["suggestions"]}>
      <PageHead title={t("whenSuggestionsAreShown")}>{t("somebodyWhoSeesASuggestion")}</PageHead>
      <ModeBoard initial={await viewModes(rt, auth)} change={putMode} />
    </PageWords>
  );
}
