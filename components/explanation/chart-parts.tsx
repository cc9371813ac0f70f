"use client";
import { type RefObject, useEffect, useState } from "react";
import { TONES, type Tone } from "./tones";

/** Where on the chart a value lies, pixels. */
export type ToX = (value: number) => number;
export const toX =
  ([low, high]: readonly [number, number], width: number): ToX =>
  (value) =>
    1 + ((value - low) / (high - low || 1)) * (width - 2);

/** Fill of a tone: plain, or hatched, so that it can be told apart without colour. `id` keeps charts of a page apart. */
export const fillOf = (tone: Tone, id: string): string =>
  TONES[tone].hatched ? `url(#${id}-${tone})` : TONES[tone].fill;

export function Hatches({ id }: { id: string }) {
  return (
    <defs>
      {(Object.keys(TONES) as Tone[])
        .filter((tone) => TONES[tone].hatched)
        .map((tone) => (
          <pattern
            key={tone}
            id={`${id}-${tone}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" fill={TONES[tone].fill} />
            <rect width="1.6" height="5" fill="var(--surface)" />
          </pattern>
        ))}
    </defs>
  );
}

/** A tone's look in a legend or a list. */
export function Swatch({ tone, id }: { tone: Tone; id: string }) {
  return (
    <svg width="14" height="10" aria-hidden="true" className="inline-block shrink-0 align-[-1px]">
      <Hatches id={id} />
      <rect width="14" height="10" rx="2" fill={fillOf(tone, id)} />
    </svg>
  );
}

/** Whole levels, or quarters of a chance, that lie on the axis. */
export const ticksOf = (
  [low, high]: readonly [number, number],
  scale: readonly [number, number],
): readonly number[] => {
  const step = (scale[1] - scale[0]) / 4;
  return [0, 1, 2, 3, 4].map((i) => scale[0] + i * step).filter((t) => t >= low - 1e-9 && t <= high + 1e-9);
};

/** Width of an element; recharts' own container would measure once more for the height, which is known here. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
