import { useTranslations } from "next-intl";
/** The board's shape while it is read. */
export default function Loading() {
  const t = useTranslations("launch");
  return (
    <div role="status" className="mx-auto max-w-[110rem] space-y-3 px-5 py-4">
      <span className="sr-only">{t("loadingTheBoard")}</span>
      <div className="skeleton h-8 w-40" />
      <div className="skeleton h-14 w-[36rem] max-w-full" />
      <div aria-hidden="true" className="overflow-hidden rounded-lg border border-line bg-surface">
        {["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((k) => (
          <div key={k} className="flex h-14 items-center gap-6 border-t border-line px-4 first:border-t-0">
            <div className="skeleton size-8" />
            <div className="skeleton h-4 w-44" />
            <div className="skeleton h-4 flex-1" />
            <div className="skeleton h-4 w-64" />
          </div>
        ))}
      </div>
    </div>
  );
}
