import { formatPercent, listInWords } from "@/components/format";
import { LEVEL_NAMES, LEVELS, type Level } from "@/lib/case/level";
import type { AssessmentView } from "@/lib/workflows/views";
import { LevelMark } from "./level-mark";

/** The suggested level, large, with what else it could be and who says so. `small`: beside a form that needs the room. */
export function Suggestion({ assessment, small = false }: { assessment: AssessmentView; small?: boolean }) {
  const { level, modelLevel, floor, model } = assessment;
  const raised = floor !== null && modelLevel !== null && level !== null && level < modelLevel;
  return (
    <div className="flex items-center gap-4">
      <LevelMark level={level} size={small ? 44 : 76} dashed={model.state !== "ready" && level !== null} />
      <div className="min-w-0">
        <p className="label">
          {model.state === "held-back" && level === null
            ? HELD_BACK[model.mode].label
            : level === null
              ? "No suggestion"
              : model.state === "ready"
                ? "Suggested level"
                : "From safety rules only"}
        </p>
        <p
          className={`${small ? "text-[1.29rem]" : "text-[1.71rem]"} leading-tight font-semibold tracking-tight`}
        >
          {level === null ? (
            "Please judge"
          ) : (
            <>
              <span className="sr-only">Level {level}, </span>
              {LEVEL_NAMES[level]}
            </>
          )}
        </p>
        <p className="leading-snug text-pretty text-ink-2">
          {raised ? `Raised by a safety rule; the model alone says ${modelLevel}.` : otherLevels(assessment)}
        </p>
      </div>
    </div>
  );
}

const HELD_BACK = {
  "blind-first": {
    label: "Your own level first",
    words: "The model’s suggestion is shown once you have given yours.",
  },
  "disagree-only": {
    label: "Your level",
    words: "The model speaks up only if it is more urgent than yours.",
  },
} as const;

/** The prediction set in words. */
export function otherLevels({ level, predictionSet, model }: AssessmentView): string {
  if (model.state === "held-back") return HELD_BACK[model.mode].words;
  if (level === null)
    return model.state === "rules-only"
      ? "There is no suggestion to go by."
      : "The model gives no level for this patient.";
  if (predictionSet === null) return "The model did not answer; a safety rule applies.";
  const others = predictionSet.filter((l) => l !== level);
  return others.length === 0
    ? "No other level is likely."
    : `Could also be ${listInWords(others.map(String), "or")}.`;
}

/** The likeliest single level, when it is not the one suggested; null when they agree. */
export function likeliestOther(probabilities: readonly number[], suggested: Level | null): Level | null {
  const likeliest = LEVELS.reduce((best, l) =>
    (probabilities[l - 1] ?? 0) > (probabilities[best - 1] ?? 0) ? l : best,
  );
  return suggested === null || likeliest === suggested ? null : likeliest;
}

/** The calibrated probability of each level, as bars with their figures. */
export function Probabilities({
  probabilities,
  level,
}: {
  probabilities: readonly number[];
  level: Level | null;
}) {
  const other = likeliestOther(probabilities, level);
  return (
    <>
      <table className="w-full border-collapse">
        <caption className="sr-only">How likely each level is</caption>
        <tbody>
          {LEVELS.map((l) => {
            const p = probabilities[l - 1] ?? 0;
            return (
              <tr key={l} className={l === level ? "font-semibold" : "text-ink-2"}>
                <th
                  scope="row"
                  className={`w-34 py-[3px] pr-2 text-left whitespace-nowrap ${l === level ? "font-semibold" : "font-normal"}`}
                >
                  <span className="flex items-center gap-2">
                    <LevelMark level={l} size={17} />
                    <span className="sr-only">Level {l}, </span>
                    {LEVEL_NAMES[l]}
                  </span>
                </th>
                <td className="py-[3px]">
                  <span aria-hidden="true" className="block h-2.5 rounded-[2px] bg-ink/8">
                    <span
                      className="block h-full rounded-[2px]"
                      style={{ width: `${Math.max(p * 100, 0.6)}%`, background: `var(--l${l})` }}
                    />
                  </span>
                </td>
                <td className="w-13 py-[3px] text-right">{formatPercent(p)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {other !== null && (
        <p className="mt-2 leading-snug text-pretty text-ink-2">
          Level {other} is the single likeliest. {level} is shown because to see somebody too late is a worse
          mistake than too early, and all five chances are weighed by what each mistake would cost.
        </p>
      )}
    </>
  );
}
