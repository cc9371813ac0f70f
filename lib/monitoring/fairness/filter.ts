import { type Reference, readReference } from "../watch/references";
import { ABOUT_ATTRIBUTE, ATTRIBUTES, type Attribute } from "./attributes";

/** What the page looks at, as its address says it. What is not understood narrows nothing. */
export type FairnessFilter = {
  /** A report's id; absent: the newest. */
  readonly report?: string | undefined;
  readonly against: Reference;
  /** One attribute, every attribute by itself, or every two together. */
  readonly by: Attribute | "all" | "pairs";
};

export const BY_WORDS: readonly (readonly [FairnessFilter["by"], string])[] = [
  ["all", "Each attribute by itself"],
  ...ATTRIBUTES.map((a) => [a, ABOUT_ATTRIBUTE[a].title] as const),
  ["pairs", "Two attributes together"],
];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readFairnessFilter(get: (name: string) => string | undefined): FairnessFilter {
  const report = get("report") ?? "";
  return {
    ...(UUID.test(report) ? { report } : {}),
    against: readReference(get("against")),
    by: BY_WORDS.find(([by]) => by === get("by"))?.[0] ?? "all",
  };
}

/** The address that says the same; what is the default is left out. */
export const queryOfFairness = ({
  report,
  against,
  by,
}: FairnessFilter): Record<string, string | undefined> => ({
  report,
  against: against === "decided" ? undefined : against,
  by: by === "all" ? undefined : by,
});
