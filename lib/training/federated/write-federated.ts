import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { NamedTensors } from "@/lib/model/safetensors";
import { variablesOf } from "../build-artifact";
import { disposeWeights } from "../fitting/fit";
import { writeCandidate } from "../write-candidate";
import type { OpenSite } from "./fit-site";
import { isHeldOut, weightsAtSite } from "./measure-site";
import type { Sharing } from "./tensors";

export type FederatedCandidate = {
  readonly outDir: string;
  readonly version: string;
  readonly now: Date;
  readonly seed: number;
  readonly sharing: Sharing;
  readonly common: NamedTensors;
  /** What this site kept to itself; null where there is nothing, or nobody's site. */
  readonly kept: NamedTensors | null;
  /** This site's own, for its calibration and for what is ordinary here; none: the version's calibration is kept. */
  readonly labels: readonly LabelledCase[];
  readonly rounds: number;
};

/** The weights that sites learned together, as a candidate beside the version they began from. It has passed no gate yet. */
export function writeFederated(site: OpenSite, o: FederatedCandidate) {
  const { learner, stored } = site;
  const { identity } = learner.champion;
  const weights = variablesOf(learner.tf, weightsAtSite(site, o.sharing, o.common, o.kept));
  const own = o.labels.filter((l) => !isHeldOut(l));
  return writeCandidate(learner, weights, stored, {
    outDir: o.outDir,
    version: o.version,
    now: o.now,
    seed: o.seed,
    labels: own,
    validation: o.labels.filter(isHeldOut),
    lineage: {
      description: `${identity.version}, taught by several sites together in ${o.rounds} rounds`,
      federated: { rounds: o.rounds, personal: o.sharing.personal, ownPart: o.kept !== null },
      tuning: o.sharing.tuning,
      seed: o.seed,
      backend: site.backend,
    },
    story: `Learned from version ${identity.version} by several sites together, in ${o.rounds} rounds: weights were exchanged, no case left a site.`,
  }).finally(() => disposeWeights(weights));
}
