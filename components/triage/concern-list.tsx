import { plural } from "@/components/format";
import type { Concern } from "@/lib/decision/concerns";
import { LevelMark } from "./level-mark";

/** A patient in danger breaks a dozen rules at once; the strictest are what is read. */
const AT_ONCE = 3;

/** What speaks against a level: the strictest rules, the others folded, and how far it is from the suggestion. */
export function ConcernList({ concerns, level }: { concerns: readonly Concern[]; level: number }) {
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
          <summary className="w-fit text-ink-2">{plural(folded.length, "more safety rule")}</summary>
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
  return concern.kind === "below-rule" ? (
    <li className="flex gap-2.5">
      <LevelMark level={concern.level} size={20} className="mt-px" />
      <span className="min-w-0">
        <span className="font-semibold">{concern.reason}</span>
        <span className="block">The rule asks for level {concern.level} at least.</span>
      </span>
    </li>
  ) : (
    <li className="flex gap-2.5">
      <LevelMark level={concern.shown} size={20} className="mt-px" />
      <span>
        <span className="font-semibold">Suggested is level {concern.shown}.</span> Level {level} is{" "}
        {concern.levels} levels {level > concern.shown ? "less" : "more"} urgent.
      </span>
    </li>
  );
}
