"use client";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { inLocale } from "@/components/format";
import type { AgainstSense } from "@/lib/explain/against-sense";
import type { Contribution } from "@/lib/explain/explanation";
import { type ShadedPiece, shadeText } from "./shade-text";
import { TONES } from "./tones";

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

/** No colour and no sign of a direction: what the model made of the word is said when it is pointed at. */
const AGAINST = "bg-transparent decoration-ink-3 decoration-dashed decoration-1";

type Props = {
  text: string;
  contributions: readonly Contribution[];
  group: "complaint" | "note";
  against?: readonly AgainstSense[];
  /** The piece pointed at or reached by key, null when it is left; for a detail that stands elsewhere and moves nothing. */
  onPoint?: (piece: ShadedPiece | null) => void;
};

/**
 * The nurse's words, shaded by what they did to the level: colour, line (solid or dotted), and a sign on the clear ones.
 * One stop of the Tab key for the whole text; the arrow keys go from piece to piece, since what the pointer shows must be
 * there for the keyboard too (WCAG 2.2, 1.4.13).
 */
export function ShadedText({ text, contributions, group, against, onPoint }: Props) {
  const t = useTranslations("explanation");
  const [stop, setStop] = useState<number | null>(null);
  const pieces = shadeText(text, contributions, group, against);
  const first = pieces.find((p) => p.effect)?.start;
  return (
    <span data-shaded="">
      {pieces.map((piece) =>
        piece.effect === null ? (
          <span key={piece.start}>{piece.text}</span>
        ) : (
          <mark
            key={piece.start}
            tabIndex={piece.start === (stop ?? first) ? 0 : -1}
            onKeyDown={goAlong}
            onFocus={() => {
              setStop(piece.start);
              onPoint?.(piece);
            }}
            onBlur={() => onPoint?.(null)}
            onMouseEnter={() => onPoint?.(piece)}
            onMouseLeave={() => onPoint?.(null)}
            className={`rounded-[3px] px-[2px] text-inherit underline underline-offset-[3px] ${piece.effect.against ? AGAINST : SHADES[piece.effect.direction][piece.effect.strength]}`}
          >
            {piece.effect.strength > 1 && !piece.effect.against ? (
              <Signed text={piece.text} direction={piece.effect.direction} />
            ) : (
              piece.text
            )}
            <span className="sr-only">
              {" "}
              ({t(piece.effect.against ? "heardAgainst" : "heard", { way: piece.effect.direction })})
            </span>
          </mark>
        ),
      )}
    </span>
  );
}

function goAlong(event: KeyboardEvent<HTMLElement>): void {
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!way) return;
  const all = [...(event.currentTarget.closest("[data-shaded]")?.querySelectorAll("mark") ?? [])];
  const next = all[all.indexOf(event.currentTarget) + way];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The text with its sign, which stays on the line of the last word. */
function Signed({ text, direction }: { text: string; direction: "more" | "less" }) {
  const at = text.trimEnd().search(/\S+$/);
  return (
    <>
      {text.slice(0, at)}
      <span className="whitespace-nowrap">
        {text.slice(at)}
        <span
          aria-hidden="true"
          className={`ml-px inline-block align-super text-[0.6em] no-underline ${TONES[direction].text}`}
        >
          {TONES[direction].sign}
        </span>
      </span>
    </>
  );
}

/** What the shading means, or how far the piece pointed at moved the level. One line, always there, so that nothing moves. */
export function ShadingKey({ piece, against = false }: { piece: ShadedPiece | null; against?: boolean }) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const effect = piece?.effect;
  return (
    <p className="truncate text-[0.857rem] text-ink-3">
      {piece && effect ? (
        <span aria-hidden="true">
          <b className={TONES[effect.direction].text}>{TONES[effect.direction].sign}</b>{" "}
          {t("pieceMoves", {
            piece: piece.text.replace(/\s+/g, " "),
            levels: inLocale(Math.abs(effect.shap).toFixed(2), locale),
            error:
              effect.standardError >= 0.005 ? ` (±${inLocale(effect.standardError.toFixed(2), locale)})` : "",
            way: effect.direction,
            against: String(effect.against),
          })}
        </span>
      ) : (
        <>
          {t("shaded")}{" "}
          <mark
            className={`rounded-[3px] px-[2px] text-inherit underline underline-offset-[3px] ${SHADES.more[2]}`}
          >
            {t("moreUrgent")}{" "}
            <span aria-hidden="true" className={TONES.more.text}>
              {TONES.more.sign}
            </span>
          </mark>{" "}
          <mark
            className={`rounded-[3px] px-[2px] text-inherit underline underline-offset-[3px] ${SHADES.less[2]}`}
          >
            {t("lessUrgent")}{" "}
            <span aria-hidden="true" className={TONES.less.text}>
              {TONES.less.sign}
            </span>
          </mark>
          {against && (
            <>
              {" "}
              <mark
                className={`rounded-[3px] px-[2px] text-inherit underline underline-offset-[3px] ${AGAINST}`}
              >
                {t("againstWhatItSays")}
              </mark>
            </>
          )}
          <span className="no-print max-[600px]:hidden"> {t("pointAtAWordForIts")}</span>
        </>
      )}
    </p>
  );
}
