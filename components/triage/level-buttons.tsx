import { useTranslations } from "next-intl";
import { useLevelName } from "@/components/words/use-level-name";
import { LEVELS, type Level } from "@/lib/case/level";
import { LevelMark } from "./level-mark";

type Props = {
  chosen: Level | null;
  /** The suggestion; null: there is none. */
  shown: Level | null;
  onChoose: (level: Level) => void;
  /** In little room: no names under the marks. */
  marksOnly?: boolean;
};

/** The five levels, to choose one of. */
export function LevelButtons({ chosen, shown, onChoose, marksOnly = false }: Props) {
  const t = useTranslations("decision");
  const levelName = useLevelName();
  return (
    <div className="grid grid-cols-5 gap-1">
      {LEVELS.map((l) => (
        <button
          key={l}
          type="button"
          aria-label={t(l === shown ? "levelAsSuggested" : "levelNamed", {
            level: l,
            name: levelName(l).toLowerCase(),
          })}
          aria-pressed={chosen === l}
          onClick={() => onChoose(l)}
          className={`flex flex-col items-center gap-1 rounded-md border ${marksOnly ? "py-1.5" : "px-0.5 pt-2 pb-1.5"} ${chosen === l ? "border-accent bg-accent-soft shadow-[inset_0_0_0_1.5px_var(--accent)]" : "border-line-strong hover:bg-hover"}`}
        >
          <LevelMark level={l} size={marksOnly ? 30 : 34} />
          {!marksOnly && (
            <>
              <span className="text-[0.75rem] leading-[1.15] tracking-tight text-ink-2">{levelName(l)}</span>
              {l === shown && (
                <span className="text-[0.714rem] leading-none text-ink-3">{t("suggested")}</span>
              )}
            </>
          )}
        </button>
      ))}
    </div>
  );
}
