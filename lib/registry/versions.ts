import { AppError } from "@/lib/core/errors";

export type VersionStatus = "champion" | "candidate" | "archived" | "rejected" | "invalid";
export type Version = { readonly version: string; readonly status: VersionStatus };

/**
 * What may happen to a model version, as pure rules. `expectedChampion` is the version the admin saw in use: a change by
 * somebody else in the meantime is a conflict, not a surprise.
 */
export function assertChampionUnchanged(current: string | null, expected: string | null): void {
  if (current !== expected) {
    throw new AppError("conflict", `champion is ${current ?? "none"}, page showed ${expected ?? "none"}`, {
      userMessage: "Another version was put into use in the meantime. Please look again.",
    });
  }
}

export const canPromote = (v: Version): boolean => v.status === "candidate";

export const canReject = (v: Version): boolean => v.status === "candidate";
/** Back to something that was once in use; a rejected or broken version never. Whether it passed: lib/registry/gates. */
export const canRollBackTo = (v: Version): boolean => v.status === "archived";

export function assertAllowed(allowed: boolean, what: string, v: Version): void {
  if (!allowed) {
    throw new AppError("conflict", `cannot ${what} a version that is ${v.status}`, {
      userMessage: `Version ${v.version} is ${v.status}; it cannot be ${what === "reject" ? "rejected" : "put into use"} from there.`,
    });
  }
}

/** "0.1.0" and run 7 -> "0.1.0+r7"; of a retrained version "0.1.0+r7" and run 9 -> "0.1.0+r9" (SemVer build metadata). */
export const candidateVersion = (parent: string, runNumber: number): string =>
  `${parent.split("+")[0]}+r${runNumber}`;
