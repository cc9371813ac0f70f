import { useTranslations } from "next-intl";
import { AnswerWhileLoading } from "@/components/triage/key-answer";

/** The patient's page while it is read. No name from anywhere else: it could be the wrong one. */
export default function Loading() {
  const t = useTranslations("launch");
  return (
    <div role="status">
      <span className="sr-only">{t("loadingThePatient")}</span>
      <AnswerWhileLoading />
      <div className="flex h-14 items-center gap-6 border-b border-line-strong bg-surface px-5">
        <div className="skeleton h-6 w-64" />
        <div className="skeleton h-4 w-96" />
      </div>
      <div
        aria-hidden="true"
        className="mx-auto grid max-w-[110rem] grid-cols-[minmax(0,1fr)_22rem] gap-4 px-5 py-4 xl:grid-cols-[10fr_9fr_23rem]"
      >
        <div className="skeleton h-[34rem]" />
        <div className="skeleton h-[34rem] max-xl:hidden" />
        <div className="skeleton h-72" />
      </div>
    </div>
  );
}
