import { type Part, type Picture, toneOf } from "./picture-data";
import type { Tone } from "./tones";
import { roundedOut, sumOf } from "./waterfall-data";

export type Push = Part & {
  /** Its number in the list of its side, 1 = largest; shown on the bar where there is room. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
};
export type Side = {
  readonly tone: Tone;
  /** Sum of all pushes of this side, without sign. */
  readonly total: number;
  /** Largest first, the rest in one. */
  readonly pushes: readonly Push[];
};
export type Force = {
  /** Pushes to lower values (more urgent; less likely): they lie above the output and push down to it. */
  readonly down: Side;
  /** Pushes to higher values, from below the output. */
  readonly up: Side;
  readonly domain: readonly [number, number];
};

/** Named pushes of a side. */
const MOST = 5;

/**
 * The findings as forces that meet at the output (Lundberg et al. 2018): those that lower it come from above, those that
 * raise it from below, the largest next to the meeting point. While only groups are known, the groups push.
 */
export function forceOf(picture: Picture): Force {
  const parts: readonly Part[] = picture.groups.flatMap((g) => g.members ?? [g]);
  const side = (sign: -1 | 1): Side => {
    const pulling = parts
      .filter((p) => p.effect * sign > 0)
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
    const named = pulling.slice(0, MOST).filter((p) => Math.abs(p.effect) >= picture.negligible);
    const rest = pulling.slice(named.length);
    const shown = rest.length > 1 ? [...named, sumOf(`rest.${sign}`, rest)] : pulling;
    let at = picture.output;
    return {
      tone: toneOf(picture.outcome, sign),
      total: pulling.reduce((sum, p) => sum + Math.abs(p.effect), 0),
      pushes: shown.map((p, i) => {
        const from = at;
        at -= p.effect;
        return { ...p, number: i + 1, from, to: at };
      }),
    };
  };
  const [down, up] = [side(-1), side(1)];
  const ends = [picture.base, picture.output, down.pushes.at(-1)?.to, up.pushes.at(-1)?.to];
  return {
    down,
    up,
    domain: roundedOut(
      ends.filter((e) => e !== undefined),
      picture.scale,
    ),
  };
}
