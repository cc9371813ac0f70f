import { collectDefaultMetrics, Registry } from "prom-client";
import type { Level } from "@/lib/case/level";
import { METRICS } from "./definitions";
import { exemplarRegistry } from "./exemplars";
import { type Instrument, makeInstrument } from "./instruments";
import { labelSets } from "./labels";

type Definitions = typeof METRICS;
export type Metrics = { readonly registry: Registry; readonly hasExemplars: boolean } & {
  readonly [K in keyof Definitions]: Instrument<Definitions[K]>;
};

export type MetricsOptions = {
  /** Whether histograms keep an example trace for each bucket. */
  readonly exemplars?: boolean;
  /** Stands at every figure, in a network: whose process this is. */
  readonly site?: string | undefined;
};

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.site) registry.setDefaultLabels({ site: options.site });
  collectDefaultMetrics({ register: registry, prefix: "openacuity_" });
  const sets = labelSets();
  const exemplars = options.exemplars ? exemplarRegistry() : null;
  const made = Object.entries(METRICS).map(([key, definition]) => [
    key,
    makeInstrument(definition, registry, sets, exemplars),
  ]);
  return { registry, hasExemplars: exemplars !== null, ...Object.fromEntries(made) } as Metrics;
}

const SHARED = Symbol.for("openacuity.metrics");
type Holder = { [SHARED]?: Metrics };
/** For what stands in front of the app in the same process (bin/serve): its bundle is another one than Next's. */
export const shareMetrics = (metrics: Metrics): void => {
  (globalThis as Holder)[SHARED] = metrics;
};
export const sharedMetrics = (): Metrics | undefined => (globalThis as Holder)[SHARED];

/** Which way a clinician moved the level: a smaller number is more urgent. */
export function overrideDirection(
  shown: Level | null,
  chosen: Level,
): "none" | "more-urgent" | "less-urgent" {
  if (shown === null || shown === chosen) return "none";
  return chosen < shown ? "more-urgent" : "less-urgent";
}
