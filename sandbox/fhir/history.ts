import type { WithId } from "@medplum/core";
import type { Version } from "../store/store";
import type { Resource } from "./types";

/** An instance's versions as a history Bundle, in the order given. */
export function historyBundle<T extends Resource>(
  base: string,
  type: string,
  id: string,
  total: number,
  versions: readonly Version[],
) {
  return {
    resourceType: "Bundle" as const,
    type: "history" as const,
    total,
    entry: versions.map((v) => ({
      fullUrl: `${base}/${type}/${id}`,
      ...(v.resource ? { resource: structuredClone(v.resource) as WithId<T> } : {}),
      request: { method: v.method, url: v.method === "POST" ? type : `${type}/${id}` },
      response: {
        status: v.method === "POST" ? "201" : v.method === "DELETE" ? "204" : "200",
        etag: `W/"${v.versionId}"`,
        lastModified: v.lastUpdated,
      },
    })),
  };
}
