import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import type { FamiliarityTable } from "@/lib/model/familiarity";
import type { CaseEncoder } from "@/lib/model/inputs";
import { FITTED_ON } from "../decision/calibrate-all";
import type { Sources } from "../sources/load";
import { type LearnsFrom, splitOf, surveyVisits, TRAINING_YEARS } from "../sources/splits";
import type { SourceVisit } from "../sources/visit";
import { augment } from "../text/augment";
import {
  type Bounds,
  type Embed,
  type FamiliarityFiles,
  fitBounds,
  fitPlace,
  fitWords,
  type Place,
  placer,
  scoresOf,
  shareBeyond,
} from "./familiarity";
import { plant } from "./plant";

/** Texts are cheap to count: each training visit is retold so many times for the word model. */
const TELLINGS = 3;
const PLANTED = 2_000;

/**
 * Fits what the model takes for ordinary on the visits it was trained on, retold as it saw them; the bounds on the visits that
 * calibrate; and measures both on 2019, of which nothing is fitted. A model that learned from that year too has nothing left to be
 * measured on: its twin's figures stand for it.
 */
export async function surveyFamiliarity(
  config: ModelConfig,
  encode: CaseEncoder,
  embed: Embed,
  sources: Sources,
  learnsFrom: LearnsFrom,
): Promise<FamiliarityFiles> {
  const part = (split: string) => sources.outcomes.filter((v) => v.level && splitOf(v) === split);
  const train = surveyVisits(sources, learnsFrom).filter((v) => v.level);
  const heldOut = part("calibrate");
  const place = placer(encode, embed);
  const learned = [...retold(train, "fit 0"), ...sources.ktas.map((v) => v.case)];
  const told = Array.from({ length: TELLINGS - 1 }, (_, i) => retold(train, `fit ${i + 1}`)).flat();
  const tensors = {
    ...fitPlace(await embed(learned)),
    ...fitWords(config, [...learned, ...told].map(encode)),
  };
  const bounds = fitBounds(config, tensors, await place(retold(heldOut, "bounds")));
  return {
    tensors,
    table: {
      format_version: 1,
      ...bounds,
      fittedOn: `NHAMCS ED ${TRAINING_YEARS[learnsFrom].survey} and ${TRAINING_YEARS[learnsFrom].outcomes} (${train.length} visits, retold)${sources.ktas.length > 0 ? `, KTAS (${sources.ktas.length})` : ""}`,
      boundsFrom: `${FITTED_ON} (${heldOut.length} visits, retold)`,
      ...(learnsFrom === "everything"
        ? { measured: [], planted: [] }
        : await measure(config, tensors, bounds, place, part("report"))),
    },
  };
}

const retold = (visits: readonly SourceVisit[], telling: string): TriageCase[] =>
  visits.map((v) => augment(v, random("familiarity", telling, v.key)));

async function measure(
  config: ModelConfig,
  tensors: FamiliarityFiles["tensors"],
  bounds: Bounds,
  place: Place,
  reported: readonly SourceVisit[],
): Promise<Pick<FamiliarityTable, "measured" | "planted">> {
  const set = async (dataset: string, cases: readonly TriageCase[]) => ({
    dataset,
    cases: cases.length,
    flagged: shareBeyond(scoresOf(config, tensors, await place(cases)), bounds),
  });
  const urgent = reported.filter((v) => (v.level?.value ?? 5) <= 2);
  return {
    measured: [
      await set(
        "NHAMCS ED 2019, as recorded",
        reported.map((v) => v.case),
      ),
      await set("NHAMCS ED 2019, retold", retold(reported, "report")),
      await set("NHAMCS ED 2019, levels 1-2, retold", retold(urgent, "report")),
    ],
    planted: await plant(config, tensors, bounds, place, retold(reported.slice(0, PLANTED), "report")),
  };
}
