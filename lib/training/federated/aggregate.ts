import { AppError } from "@/lib/core/errors";
import type { NamedTensors } from "@/lib/model/safetensors";
import { applyChange, changeOf, normOf, shortened } from "./tensors";

/** What a site sends back after a round: its weights, and how many labels they learned from. */
export type SiteUpdate = { readonly weights: NamedTensors; readonly labels: number };

/** Makes the next common weights of the last ones and what the sites sent. */
export type Aggregate = (before: NamedTensors, updates: readonly SiteUpdate[]) => NamedTensors;

/** The mean, each site counting as its labels do (McMahan et al. 2017, FedAvg). One site can move it anywhere. */
export const weightedMean: Aggregate = (_before, updates) => {
  const total = updates.reduce((sum, u) => sum + u.labels, 0);
  if (!(total > 0))
    throw new AppError("insufficient-data", "no site sent weights that learned from anything");
  return byCoordinate(updates, (values) =>
    values.reduce((sum, x, i) => sum + (x * (updates[i] as SiteUpdate).labels) / total, 0),
  );
};

/** The middle of what the sites sent, number by number (Yin et al. 2018): holds while fewer than half of them are hostile. */
export const median: Aggregate = (_before, updates) =>
  byCoordinate(updates, (values) => {
    values.sort();
    const middle = values.length >> 1;
    return values.length % 2 === 1
      ? (values[middle] as number)
      : ((values[middle - 1] as number) + (values[middle] as number)) / 2;
  });

/**
 * The mean without the largest and smallest of each number (Yin et al. 2018): holds while no more sites are hostile than are cut off
 * at one end. Labels do not count: a site would else buy itself influence by naming many.
 * @param share cut off at each end, below a half
 */
export const trimmedMean =
  (share: number): Aggregate =>
  (_before, updates) => {
    const cut = Math.floor(share * updates.length);
    if (!(share >= 0 && share < 0.5) || updates.length - 2 * cut < 1)
      throw new AppError("invalid-input", "a share below a half is cut off at each end");
    return byCoordinate(updates, (values) => {
      values.sort();
      let sum = 0;
      for (let i = cut; i < values.length - cut; i++) sum += values[i] as number;
      return sum / (values.length - 2 * cut);
    });
  };

/**
 * The weighted mean of changes no longer than the median site's. A hostile site still pulls, and no further than an
 * honest one; with labels it made up, further than its share. It needs to see each site's change, as the two above do.
 */
export const clippedMean: Aggregate = (before, updates) => {
  const changes = updates.map((u) => changeOf(u.weights, before));
  const lengths = changes.map(normOf).sort((a, b) => a - b);
  const longest = lengths[(lengths.length - 1) >> 1] ?? 0;
  const shortenedUpdates = updates.map((u, i) => ({
    ...u,
    weights: applyChange(before, shortened(changes[i] as NamedTensors, longest)),
  }));
  return weightedMean(before, shortenedUpdates);
};

/** @param of gets one number of every site, in a list it may reorder */
function byCoordinate(updates: readonly SiteUpdate[], of: (values: Float64Array) => number): NamedTensors {
  const [first, ...others] = updates;
  if (!first) throw new AppError("insufficient-data", "no site sent weights");
  const values = new Float64Array(updates.length);
  return Object.fromEntries(
    Object.entries(first.weights).map(([name, { shape, data }]) => {
      const all = [data, ...others.map((u) => u.weights[name]?.data)];
      if (!all.every((d) => d?.length === data.length))
        throw new AppError("invalid-input", `not every site sent ${name} in the same shape`);
      const out = new Float32Array(data.length);
      for (let k = 0; k < out.length; k++) {
        all.forEach((d, i) => {
          values[i] = d?.[k] as number;
        });
        out[k] = of(values);
      }
      return [name, { shape, data: out }];
    }),
  );
}
