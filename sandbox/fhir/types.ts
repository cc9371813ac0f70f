import type { SearchRequest, validateResource } from "@medplum/core";

/** FHIR R4 resource types, taken from the signatures of the libraries that check them. */
export type Resource = Parameters<typeof validateResource>[0];
export type Stored<T extends Resource = Resource> = T & { id: string };
export type ResourceOf<K extends Resource["resourceType"]> = Extract<Resource, { resourceType: K }>;
export type Bundle<T extends Resource = Resource> = Omit<ResourceOf<"Bundle">, "entry"> & {
  entry?: BundleEntry<T>[];
};
export type BundleEntry<T extends Resource = Resource> = Omit<
  NonNullable<ResourceOf<"Bundle">["entry"]>[number],
  "resource"
> & { resource?: T };
export type OperationOutcome = ResourceOf<"OperationOutcome">;
export type Filter = NonNullable<SearchRequest["filters"]>[number];
