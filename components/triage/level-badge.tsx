import { LEVEL_NAMES, type Level } from "@/lib/case/level";
import { LevelMark } from "./level-mark";

export type LevelSource = "decided" | "suggested" | "rules" | "none";

const SOURCE_WORDS: Readonly<Record<LevelSource, string>> = {
  decided: "✓ Decided",
  suggested: "Suggested",
  rules: "Rules only",
  none: "No suggestion",
};

/** Number, word and where the level comes from, in one glance. */
export function LevelBadge({
  level,
  source,
  size = 34,
}: {
  level: Level | null;
  source: LevelSource;
  size?: number;
}) {
  return (
    <span className="flex items-center gap-2.5">
      <LevelMark level={level} size={size} dashed={source === "rules"} />
      <span className="min-w-0 leading-tight">
        <span className="block font-semibold">
          {level === null ? (
            "Not set"
          ) : (
            <>
              <span className="sr-only">Level {level}, </span>
              {LEVEL_NAMES[level]}
            </>
          )}
        </span>
        <span
          className={`block text-[0.857rem] ${source === "decided" ? "font-medium text-ok" : "text-ink-3"}`}
        >
          {SOURCE_WORDS[source]}
        </span>
      </span>
    </span>
  );
}
