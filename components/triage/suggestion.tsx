import { useTranslations } from "next-intl";
import { formatPercent, listInWords } from "@/components/format";
import { useLevelName } from "@/components/words/use-level-name";
import type { Words } from "@/components/words/words";
import { LEVELS, type Level } from "@/lib/case/level";
import type { AssessmentView } from "@/lib/workflows/views";
import { LevelMark } from "./level-mark";

/** The suggested level, large, with what else it could be and who says so. `small`: beside a form that needs the room. */
export function Suggestion({ assessment, small = false }: { assessment: AssessmentView; small?: boolean }) {
  const t = useTranslations("decision");
  const levelName = useLevelName();
  const { level, modelLevel, floor, model } = assessment;
  const raised = floor !== null && modelLevel !== null && level !== null && level < modelLevel;
  return (
    <div className="flex items-center gap-4">
      <LevelMark level={level} size={small ? 44 : 76} dashed={model.state !== "ready" && level !== null} />
      <div className="min-w-0">
        <p className="label">
          {model.state === "held-back" && level === null
            ? t(`heldBack.${model.mode}.label`)
            : level === null
              ? t("noSuggestion")
              : model.state === "ready"
                ? t("suggestedLevel")
                : t("fromSafetyRulesOnly")}
        </p>
        <p
          className={`${small ? "text-[1.29rem]" : "text-[1.71rem]"} leading-tight font-semibold tracking-tight`}
        >
          {level === null ? (
            t("pleaseJudge")
          ) : (
            <>
              <span className="sr-only">{t("levelLevel", { level })} </span>
              {levelName(level)}
            </>
          )}
        </p>
        <p className="leading-snug text-pretty text-ink-2">
          {raised ? t("raisedByASafetyRuleThe", { modelLevel }) : otherLevels(assessment, t)}
        </p>
      </div>
    </div>
  );
}

/** The prediction set in words. */
export function otherLevels({ level, predictionSet, model }: AssessmentView, t: Words<"decision">): string {
  if (model.state === "held-back") return t(`heldBack.${model.mode}.words`);
  if (level === null) return t(model.state === "rules-only" ? "noSuggestionToGoBy" : "theModelGivesNoLevel");
  if (predictionSet === null) return t("theModelDidNotAnswer");
  const others = predictionSet.filter((l) => l !== level);
  return others.length === 0
    ? t("noOtherLevelIsLikely")
    : t("couldAlsoBe", { levels: listInWords(others.map(String), t("or")) });
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
  const t = useTranslations("decision");
  const levelName = useLevelName();
  const other = likeliestOther(probabilities, level);
  return (
    <>
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("howLikelyEachLevelIs")}</caption>
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
                    <span className="sr-only">{t("levelLevel", { level: l })} </span>
                    {levelName(l)}
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
          {t("levelOtherIsTheSingleLikeliest", { other, level: level ?? "" })}
        </p>
      )}
    </>
  );
}
