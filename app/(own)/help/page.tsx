import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { Notice } from "@/components/ui/notice";
import { guideLanguage, readGuide } from "@/lib/workflows/service/clinician-guide";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("launch"))("howItWorks"),
});
export const dynamic = "force-dynamic";

export default async function HelpPage() {
  const t = await getTranslations("launch");
  const { rt } = await requirePrincipal("session:own");
  const language = guideLanguage(await getLocale());
  const guide = await readGuide(language).catch((err: unknown) => {
    rt.logger.error({ err }, "the guide for clinicians could not be read");
    return null;
  });
  return (
    <>
      <PageHead title={t("howItWorks")}>{t("forCliniciansTheBoardAPatient")}</PageHead>
      {guide === null ? (
        <div>
          <Notice tone="warn" title={t("theGuideIsNotPartOf")}>
            {t("itIsDocsCliniciansMdAsk")}
          </Notice>
        </div>
      ) : (
        <div className="flex gap-10 max-[1000px]:flex-col max-[1000px]:gap-4">
          <nav lang={language} aria-label={t("sections")} className="shrink-0 basis-56 pt-2">
            <ul className="sticky top-16 space-y-1.5 max-[1000px]:static max-[1000px]:columns-2">
              {guide.sections.map(({ id, title }) => (
                <li key={id}>
                  <a href={`#${id}`} className="text-accent underline underline-offset-2">
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div lang={language} className="guide max-w-[44rem] min-w-0">
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own document, made into HTML on the server */}
            <article dangerouslySetInnerHTML={{ __html: guide.html }} />
          </div>
        </div>
      )}
    </>
  );
}
