import { type Metric, type OpenMetricsContentType, Registry } from "prom-client";

/** The registry that histograms with exemplars are made in. Only OpenMetrics has a place for an exemplar. */
export function exemplarRegistry(): Registry {
  const registry = new Registry() as Registry<OpenMetricsContentType>;
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry as unknown as Registry;
}

/** Whether who scrapes takes OpenMetrics 1.0 (Prometheus asks for it first). */
export const takesOpenMetrics = (accept: string | null): boolean =>
  /(^|[,\s])application\/openmetrics-text\s*(;[^,]*)?(,|$)/.test(accept ?? "");

/**
 * All figures of `registry` in OpenMetrics, with an example trace for each bucket that has one. prom-client renames a counter
 * for good when it writes it in this format, so it is given copies.
 */
export async function renderOpenMetrics(
  registry: Registry,
  site?: string,
): Promise<{ body: string; contentType: string }> {
  const written = exemplarRegistry();
  if (site) written.setDefaultLabels({ site });
  for (const metric of registry.getMetricsAsArray())
    written.registerMetric(asOpenMetrics(metric as unknown as Written) as unknown as Metric);
  return { body: await written.metrics(), contentType: written.contentType };
}

type Written = {
  readonly name: string;
  readonly type: string;
  get(): Promise<{ readonly name: string }>;
};

/** A counter's family is named without the "_total" that its samples have (OpenMetrics 1.0, Counter). */
function asOpenMetrics(metric: Written): Written {
  if (metric.type !== "counter") return metric;
  const name = metric.name.replace(/_total$/, "");
  return { name, type: metric.type, get: async () => ({ ...(await metric.get()), name }) };
}
