import { useTranslations } from "next-intl";
import { useSaid } from "@/components/words/use-said";
import type { VisitState } from "@/lib/fhir/visit-state";
import { Flag } from "./flag";

/** In few words what a visit is that is not an ordinary one; the whole sentence on pointing. Nothing for any other. */
export function VisitFlags({ visit: { barred, doubts } }: { visit: VisitState }) {
  const t = useTranslations("board");
  const said = useSaid();
  const shortly = ({ code, text }: VisitState["doubts"][number]): string =>
    // "This visit began 3 days ago." says how long, which is what one wants to know.
    code === "began-long-ago"
      ? said(text.replace("This visit began", "Began").replace(/\.$/, ""))
      : t(`doubt.${code}`);
  return (
    <>
      {barred && (
        <span title={`${said(barred.title)} ${said(barred.advice)}`}>
          <Flag tone="danger" sign="✕">
            {t(`bar.${barred.why}`)}
          </Flag>
        </span>
      )}
      {doubts.map((d) => (
        <span key={d.code} title={said(d.text)}>
          <Flag tone="warn" sign="!">
            {shortly(d)}
          </Flag>
        </span>
      ))}
    </>
  );
}
