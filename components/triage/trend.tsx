import type { VitalTrend } from "@/lib/case/case-view";

const ARROWS = { up: "↑", down: "↓", flat: "→" } as const;
const MOVES = { up: "rising", down: "falling", flat: "unchanged" } as const;
const CONCERNS = { worse: "away from normal", better: "towards normal", neutral: "" } as const;

/** "rising, away from normal". */
const trendInWords = ({ direction, concern }: VitalTrend): string =>
  [MOVES[direction], CONCERNS[concern]].filter(Boolean).join(", ");

/** Arrow for the direction; worse is bold in a filled chip, better is plain: the shape tells them apart, not the hue. */
export function TrendArrow({ trend }: { trend: VitalTrend | null }) {
  if (!trend || trend.direction === "flat") return null;
  const look =
    trend.concern === "worse"
      ? "rounded-[3px] bg-more-soft font-bold text-more"
      : trend.concern === "better"
        ? "text-less"
        : "text-ink-3";
  return (
    <span className="inline-flex">
      <span aria-hidden="true" className={`px-[2px] leading-[1.2] ${look}`} title={trendInWords(trend)}>
        {ARROWS[trend.direction]}
      </span>
      <span className="sr-only"> {trendInWords(trend)}</span>
    </span>
  );
}
