import type { Contribution, Explanation, OutlookOutput } from "./explanation";
import { OUTLOOK_OUTPUTS } from "./explanation";

/** What speaks most for one outcome, largest first: at most `most`, none that adds less than a hundredth of a probability. */
export function outlookReasons(
  { contributions }: Pick<Explanation, "contributions">,
  output: OutlookOutput,
  most = 3,
): Contribution[] {
  const at = OUTLOOK_OUTPUTS.indexOf(output);
  const adds = (c: Contribution): number => c.outlookShap?.[at] ?? 0;
  return contributions
    .filter((c) => adds(c) >= LEAST)
    .sort((a, b) => adds(b) - adds(a))
    .slice(0, most);
}

const LEAST = 0.01;
