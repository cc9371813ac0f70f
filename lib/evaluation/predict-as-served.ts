import type { TriageCase } from "@/lib/case/triage-case";
import { adjustForSite } from "@/lib/engine/adjust";
import type { Engine } from "@/lib/engine/engine";
import type { Prediction } from "@/lib/model/prediction";
import type { SiteCalibrationContent } from "@/lib/policy/site-calibration";
import { predictAll } from "./evaluate";

/**
 * What patients are shown: the model's answers with a site's calibration laid over them by the code that serves, each case's with its own
 * department's numbers. The model's own answers where none is laid over it, or the calibration is another model's.
 * @param unitOf the department (EHR) of a case; null: not known, so the site's numbers count
 */
export async function predictAsServed(
  engine: Engine,
  content: SiteCalibrationContent | null,
  cases: readonly TriageCase[],
  unitOf: (index: number) => string | null = () => null,
): Promise<Prediction[]> {
  if (!content || !adjustForSite(engine, content)) return predictAll(engine, cases);
  const out: Prediction[] = new Array(cases.length);
  for (const unit of new Set(cases.map((_, i) => unitOf(i)))) {
    const at = cases.map((_, i) => i).filter((i) => unitOf(i) === unit);
    const answers = await predictAll(
      adjustForSite(engine, content, unit) as Engine,
      at.map((i) => cases[i] as TriageCase),
    );
    for (const [k, answer] of answers.entries()) out[at[k] as number] = answer;
  }
  return out;
}
