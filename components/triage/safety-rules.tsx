import { useTranslations } from "next-intl";
import { useSaid } from "@/components/words/use-said";
import type { FiredRule, Floor } from "@/lib/safety/floor";
import { LevelMark } from "./level-mark";

/** As many as can be read at a glance; the rest is folded. */
const MOST_OPEN = 3;

/** Rules that fired: what they saw, what they demand, where they come from. Those that set the level come first. */
export function SafetyRules({ floor }: { floor: Floor | null }) {
  const t = useTranslations("patient");
  if (floor === null) return <p className="text-ink-2">{t("noSafetyRuleAppliesToWhat")}</p>;
  const rules = [...floor.rules].sort((a, b) => a.level - b.level);
  const decisive = rules.filter((r) => r.level === floor.level).length;
  const open = Math.max(1, Math.min(decisive, MOST_OPEN));
  const folded = rules.slice(open);
  return (
    <>
      <RuleList rules={rules.slice(0, open)} />
      {folded.length > 0 && (
        <details className="mt-2.5 border-t border-line pt-2">
          <summary className="text-ink-2">{t("moreRulesFired", { count: folded.length })}</summary>
          <div className="mt-2">
            <RuleList rules={folded} />
          </div>
        </details>
      )}
    </>
  );
}

function RuleList({ rules }: { rules: readonly FiredRule[] }) {
  const t = useTranslations("patient");
  const said = useSaid();
  return (
    <ul className="space-y-2.5">
      {rules.map((rule) => (
        <li key={rule.id} className="flex gap-2.5">
          <LevelMark level={rule.level} size={20} className="mt-px" />
          <div className="min-w-0">
            <p className="leading-snug font-medium text-pretty">
              <span className="sr-only">{t("atLeastLevelLevel", { level: rule.level })} </span>
              {said(rule.reason)}
            </p>
            <p className="text-[0.857rem] leading-snug text-ink-3">
              {t("ruleAndSource", { rule: rule.id.replaceAll("-", " "), source: rule.source })}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
