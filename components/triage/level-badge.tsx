import { useTranslations } from "next-intl";
import { useLevelName } from "@/components/words/use-level-name";
import type { Level } from "@/lib/case/level";
import { LevelMark } from "./level-mark";

export type LevelSource = "decided" | "suggested" | "rules" | "none";

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
  const t = useTranslations("board");
  const levelName = useLevelName();
  return (
    <span className="flex items-center gap-2.5">
      <LevelMark level={level} size={size} dashed={source === "rules"} />
      <span className="min-w-0 leading-tight">
        <span className="block font-semibold">
          {level === null ? (
            t("notSet")
          ) : (
            <>
              <span className="sr-only">{t("levelLevel", { level })} </span>
              {levelName(level)}
            </>
          )}
        </span>
        <span
          className={`block text-[0.857rem] ${source === "decided" ? "font-medium text-ok" : "text-ink-3"}`}
        >
          {t(`source.${source}`)}
        </span>
      </span>
    </span>
  );
}
