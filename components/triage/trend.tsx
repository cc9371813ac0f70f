import { useTranslations } from "next-intl";
import type { VitalTrend } from "@/lib/case/case-view";

const ARROWS = { up: "↑", down: "↓", flat: "→" } as const;

/** Arrow for the direction; worse is bold in a filled chip, better is plain: the shape tells them apart, not the hue. */
export function TrendArrow({ trend }: { trend: VitalTrend | null }) {
  const t = useTranslations("board");
  if (!trend || trend.direction === "flat") return null;
  const words = t("trend", { direction: trend.direction, concern: trend.concern });
  const look =
    trend.concern === "worse"
      ? "rounded-[3px] bg-more-soft font-bold text-more"
      : trend.concern === "better"
        ? "text-less"
        : "text-ink-3";
  return (
    <span className="inline-flex">
      <span aria-hidden="true" className={`px-[2px] leading-[1.2] ${look}`} title={words}>
        {ARROWS[trend.direction]}
      </span>
      <span className="sr-only"> {words}</span>
    </span>
  );
}
