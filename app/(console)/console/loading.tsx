import { useTranslations } from "next-intl";
export default function Loading() {
  const t = useTranslations("console.shared");
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">{t("loading")}</span>
      <div className="skeleton h-8 w-56" />
      <div className="skeleton h-40" />
      <div className="skeleton h-64" />
    </div>
  );
}
