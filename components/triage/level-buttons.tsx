import { LEVEL_NAMES, LEVELS, type Level } from "@/lib/case/level";
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
  return (
    <div className="grid grid-cols-5 gap-1">
      {LEVELS.map((l) => (
        <button
          key={l}
          type="button"
          aria-label={`Level ${l}, ${LEVEL_NAMES[l].toLowerCase()}${l === shown ? ", as suggested" : ""}`}
          aria-pressed={chosen === l}
          onClick={() => onChoose(l)}
          className={`flex flex-col items-center gap-1 rounded-md border ${marksOnly ? "py-1.5" : "px-0.5 pt-2 pb-1.5"} ${chosen === l ? "border-accent bg-accent-soft shadow-[inset_0_0_0_1.5px_var(--accent)]" : "border-line-strong hover:bg-hover"}`}
        >
          <LevelMark level={l} size={marksOnly ? 30 : 34} />
          {!marksOnly && (
            <>
              <span className="text-[0.75rem] leading-[1.15] tracking-tight text-ink-2">
                {LEVEL_NAMES[l]}
              </span>
              {l === shown && <span className="text-[0.714rem] leading-none text-ink-3">suggested</span>}
            </>
          )}
        </button>
      ))}
    </div>
  );
}
