import { useTranslations } from "next-intl";
import { useSaid } from "@/components/words/use-said";
/** Nothing of the patient is shown and nothing can be done: two sources disagree on who this is. */
export function WrongPatient({ message }: { message: string }) {
  const t = useTranslations("patient");
  const said = useSaid();
  return (
    <div className="mx-auto max-w-[40rem] px-5 py-16">
      <div
        role="alert"
        className="rounded-lg border-2 border-danger-line bg-danger-soft px-6 py-5 text-[1.07rem] text-danger"
      >
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight text-balance">
          <span aria-hidden="true">✕ </span>
          {t("stoppedTwoDifferentPatients")}
        </h1>
        <p className="mt-2 text-pretty">{said(message)}</p>
        <p className="mt-2 text-pretty">{t("goBackToTheEhrCheck")}</p>
      </div>
      <p className="mt-4">
        <a href="/board" className="font-medium text-accent underline">
          {t("backToTheBoard")}
        </a>
      </p>
    </div>
  );
}
