import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { keptTraceId } from "@/lib/core/trace-context";
import { type LabelSet, type LabelSetName, OTHER } from "./labels";

/**
 * How the figures of several processes are put together: `sum` counts what each process did itself; `max` and `min` are of
 * something all of them share and say alike (the database, the queue), or of which the worst counts; `each` is of one process.
 */
export type Across = "sum" | "max" | "min" | "each";
export type MetricDefinition = {
  readonly type: "counter" | "histogram" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, LabelSetName>>;
  readonly across: Across;
  readonly buckets?: readonly number[];
  /** Series that are there from the start: a rate sees no first failure in a series that begins with it. */
  readonly from?: readonly Readonly<Record<string, string>>[];
};
type LabelsOf<D extends MetricDefinition> = Readonly<Record<keyof D["labels"] & string, string>>;

/** prom-client's metrics, but for labels outside their set. */
export type Instrument<D extends MetricDefinition> = D["type"] extends "counter"
  ? { inc(labels: LabelsOf<D>, by?: number): void }
  : D["type"] extends "histogram"
    ? { observe(labels: LabelsOf<D>, seconds: number): void }
    : {
        set(labels: LabelsOf<D>, value: number): void;
        /** No series at all: a gauge that is not there says more than an old number. */
        clear(): void;
      };

type Sets = Readonly<Record<LabelSetName, LabelSet>>;

/** @param exemplars where histograms with an example trace a bucket are registered too (exemplars.ts); null: they have none. */
export function makeInstrument(
  definition: MetricDefinition,
  registry: Registry,
  sets: Sets,
  exemplars: Registry | null = null,
): unknown {
  const { type, name, help, labels, buckets } = definition;
  const config = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  const close = (given: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(labels).map(([label, set]) => {
        const value = given[label] ?? OTHER;
        return [label, sets[set].admits(value) ? value : OTHER];
      }),
    );
  if (type === "counter") {
    const counter = new Counter(config);
    for (const start of definition.from ?? []) counter.inc(start, 0);
    return { inc: (given: Record<string, string>, by = 1) => counter.inc(close(given), by) };
  }
  if (type === "histogram") {
    const histogram = new Histogram({
      ...config,
      ...(buckets ? { buckets: [...buckets] } : {}),
      // prom-client lets such a histogram be made in a registry of that format only.
      ...(exemplars ? { enableExemplars: true, registers: [exemplars] } : {}),
    });
    if (exemplars) registry.registerMetric(histogram);
    for (const start of definition.from ?? []) histogram.zero(start);
    if (!exemplars)
      return {
        observe: (given: Record<string, string>, value: number) => histogram.observe(close(given), value),
      };
    return {
      observe: (given: Record<string, string>, value: number) => {
        const traceId = keptTraceId();
        histogram.observe({
          labels: close(given),
          value,
          exemplarLabels: traceId ? { trace_id: traceId } : {},
        });
      },
    };
  }
  const gauge = new Gauge(config);
  // One without labels is 0 from the start otherwise, which nobody has measured.
  const clear = () => (config.labelNames.length > 0 ? gauge.reset() : gauge.remove());
  clear();
  return { set: (given: Record<string, string>, value: number) => gauge.set(close(given), value), clear };
}
