import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { Notice } from "@/components/ui/notice";
import { readGuide } from "@/lib/workflows/service/clinician-guide";

export const metadata: Metadata = { title: "How it works" };
export const dynamic = "force-dynamic";

export default async function HelpPage() {
  const { rt } = await requirePrincipal("session:own");
  const guide = await readGuide().catch((err: unknown) => {
    rt.logger.error({ err }, "the guide for clinicians could not be read");
    return null;
  });
  return (
    <>
      <PageHead title="How it works">
        For clinicians: the board, a patient, and what to do when it says something odd.
      </PageHead>
      {guide === null ? (
        <div>
          <Notice tone="warn" title="The guide is not part of this installation.">
            It is docs/clinicians.md. Ask whoever runs OpenAcuity here.
          </Notice>
        </div>
      ) : (
        <div className="flex gap-10 max-[1000px]:flex-col max-[1000px]:gap-4">
          <nav aria-label="Sections" className="shrink-0 basis-56 pt-2">
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
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own document, made into HTML on the server */}
          <article className="guide max-w-[44rem] min-w-0" dangerouslySetInnerHTML={{ __html: guide.html }} />
        </div>
      )}
    </>
  );
}
