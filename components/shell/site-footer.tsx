import { useTranslations } from "next-intl";
export function SiteFooter() {
  const t = useTranslations("shell");
  return (
    <footer className="border-t border-line px-5 py-2.5 text-[0.857rem] text-ink-3">
      {t("openacuitySupportsAClinicianSDecision")}
    </footer>
  );
}
