import { useTranslations } from "next-intl";
import { useSaid } from "@/components/words/use-said";
import type { Concern } from "@/lib/decision/concerns";
import { LevelMark } from "./level-mark";

/** A patient in danger breaks a dozen rules at once; the strictest are what is read. */
const AT_ONCE = 3;

/** What speaks against a level: the strictest rules, the others folded, and how far it is from the suggestion. */
export function ConcernList({ concerns, level }: { concerns: readonly Concern[]; level: number }) {
  const t = useTranslations("decision");
  const folded = concerns.filter((c) => c.kind === "below-rule").slice(AT_ONCE);
  const first = concerns.filter((c) => !folded.some((f) => f === c));
  return (
    <>
      <ul className="space-y-2">
        {first.map((c) => (
          <ConcernLine key={c.kind === "far" ? "far" : c.rule} concern={c} level={level} />
        ))}
      </ul>
      {folded.length > 0 && (
        <details>
          <summary className="w-fit text-ink-2">{t("moreSafetyRules", { count: folded.length })}</summary>
          <ul className="mt-2 space-y-2">
            {folded.map((c) => (
              <ConcernLine key={c.rule} concern={c} level={level} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ConcernLine({ concern, level }: { concern: Concern; level: number }) {
  const t = useTranslations("decision");
  const said = useSaid();
  return concern.kind === "below-rule" ? (
    <li className="flex gap-2.5">
      <LevelMark level={concern.level} size={20} className="mt-px" />
      <span className="min-w-0">
        <span className="font-semibold">{said(concern.reason)}</span>
        <span className="block">{t("theRuleAsksForLevelLevel", { level: concern.level })}</span>
      </span>
    </li>
  ) : (
    <li className="flex gap-2.5">
      <LevelMark level={concern.shown} size={20} className="mt-px" />
      <span>
        {t.rich("suggestedIsFarFrom", {
          b: (words) => <span className="font-semibold">{words}</span>,
          shown: concern.shown,
          level,
          levels: concern.levels,
          way: level > concern.shown ? "less" : "more",
        })}
      </span>
    </li>
  );
}
