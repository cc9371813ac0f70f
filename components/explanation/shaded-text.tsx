import type { Contribution } from "@/lib/explain/explanation";
import { DIRECTIONS } from "./effect";
import { shadeText } from "./shade-text";

const SHADES = {
  more: {
    1: "bg-more-soft/45 decoration-more-fill/60 decoration-1",
    2: "bg-more-soft decoration-more-fill decoration-2",
    3: "bg-more-soft font-semibold decoration-more-fill decoration-[3px]",
  },
  less: {
    1: "bg-less-soft/45 decoration-less-fill/60 decoration-1 decoration-dotted",
    2: "bg-less-soft decoration-less-fill decoration-2 decoration-dotted",
    3: "bg-less-soft font-semibold decoration-less-fill decoration-[3px] decoration-dotted",
  },
} as const;

type Props = { text: string; contributions: readonly Contribution[]; group: "complaint" | "note" };

/** The nurse's words, shaded by what they did to the level: colour, line (solid or dotted), and a sign on the clear ones. */
export function ShadedText({ text, contributions, group }: Props) {
  return (
    <>
      {shadeText(text, contributions, group).map((piece) =>
        piece.effect === null ? (
          <span key={piece.start}>{piece.text}</span>
        ) : (
          <mark
            key={piece.start}
            className={`rounded-[3px] px-[2px] text-inherit underline underline-offset-[3px] ${SHADES[piece.effect.direction][piece.effect.strength]}`}
          >
            {piece.effect.strength > 1 ? (
              <Signed text={piece.text} direction={piece.effect.direction} />
            ) : (
              piece.text
            )}
            <span className="sr-only"> ({DIRECTIONS[piece.effect.direction].word})</span>
          </mark>
        ),
      )}
    </>
  );
}

/** The text with its sign, which stays on the line of the last word. */
function Signed({ text, direction }: { text: string; direction: keyof typeof DIRECTIONS }) {
  const at = text.trimEnd().search(/\S+$/);
  return (
    <>
      {text.slice(0, at)}
      <span className="whitespace-nowrap">
        {text.slice(at)}
        <span
          aria-hidden="true"
          className={`ml-px inline-block align-super text-[0.6em] no-underline ${DIRECTIONS[direction].text}`}
        >
          {DIRECTIONS[direction].sign}
        </span>
      </span>
    </>
  );
}
