import { useTranslations } from "next-intl";
import { useSaid } from "@/components/words/use-said";
import type { Assertion } from "@/lib/findings/finding";
import type { ToldFinding } from "@/lib/findings/tell-findings";

/** How a nurse would sort them; what is there now comes first. */
const HEADINGS = [
  ["now", ["present"]],
  ["thought", ["uncertain"]],
  ["gone", ["resolved"]],
  ["denied", ["denied"]],
  ["earlier", ["past", "baseline"]],
  ["notAbout", ["other-person", "hypothetical", "logistics"]],
] as const satisfies readonly (readonly [title: string, assertions: readonly Assertion[]])[];

/**
 * What the safety rules read in complaint and note, and how: folded, for whoever wants to check why a rule fired or did not.
 * Nothing is shown where nothing was read.
 */
export function ReadFromWords({ findings }: { findings: readonly ToldFinding[] }) {
  const t = useTranslations("patient");
  const said = useSaid();
  if (findings.length === 0) return null;
  const groups = HEADINGS.map(
    ([title, assertions]) =>
      [title, findings.filter((f) => assertions.some((a) => a === f.assertion))] as const,
  ).filter(([, members]) => members.length > 0);
  return (
    <details className="mt-2 border-t border-line pt-2">
      <summary className="cursor-pointer text-ink-2">{t("whatTheSafetyRulesReadHere")}</summary>
      <dl className="mt-2 grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] gap-x-4 gap-y-2">
        {groups.map(([title, members]) => (
          <div key={title} className="contents">
            <dt className="text-ink-2">{t(`read.${title}`)}</dt>
            <dd>
              <ul className="space-y-0.5">
                {members.map((f) => (
                  <li key={`${f.finding} ${f.field} ${f.at[0]}`}>
                    <span className="font-medium">{said(f.label)}</span>{" "}
                    <span className="text-ink-3">
                      “{f.text}”{f.field === "note" ? t("note") : ""}
                    </span>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
