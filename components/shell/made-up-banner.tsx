import { useTranslations } from "next-intl";
/** At the foot of the window whatever is scrolled, and on paper. */
export function MadeUpBanner() {
  const t = useTranslations("shell");
  return (
    <aside
      aria-label={t("madeUpHistory")}
      className="sticky bottom-0 z-40 border-t-2 border-warn-line bg-warn-soft px-5 py-2 text-center font-semibold text-warn"
    >
      {t("madeUpHistoryNoPatientNo")}
    </aside>
  );
}
