import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";

/** How new the figures are. */
export function UpTo({ at, visits }: { at: string | null; visits: number }) {
  const figures = useFigures();
  const t = useTranslations("console.watch");
  if (!at) return null;
  return (
    <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
      {t.rich("visitsAssessedBroughtUpTo", {
        visits,
        count: figures.count(visits),
        at: () => <LocalTime iso={at} withDate />,
      })}
    </p>
  );
}
