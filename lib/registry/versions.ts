import { AppError } from "@/lib/core/errors";

export type VersionStatus = "champion" | "candidate" | "archived" | "rejected" | "invalid";
export type Version = { readonly version: string; readonly status: VersionStatus };

/**
 * What may happen to a model version, as pure rules. `expectedChampion` is the version the admin saw in use: a change by
 * somebody else in the meantime is a conflict, not a surprise.
 */
export function assertChampionUnchanged(current: string | null, expected: string): void {
  if (current !== expected) {
    throw new AppError("conflict", `champion is ${current ?? "none"}, page showed ${expected}`, {
      userMessage: "Another version was put into use in the meantime. Please look again.",
    });
  }
}

export const canPromote = (v: Version): boolean => v.status === "candidate";

/** What the gates said when champion and candidate were measured side by side. */
export type Finding = { readonly severity: "pass" | "warn" | "fail"; readonly text: string };

const SHORTEST_REASON = 10;

/**
 * A candidate that failed a gate may only be put into use by somebody who says why in words; the words go into the audit
 * log beside what failed. Returns the failed gates.
 */
export function assertGatesPassed(findings: readonly Finding[], comment: string | undefined): string[] {
  const failed = findings.filter((f) => f.severity === "fail").map((f) => f.text);
  if (failed.length > 0 && (comment ?? "").trim().length < SHORTEST_REASON) {
    throw new AppError("conflict", `${failed.length} gates failed`, {
      userMessage: `This version failed a check: ${failed.join("; ")}. To use it all the same, say why in a comment.`,
      detail: { failed },
    });
  }
  return failed;
}
export const canReject = (v: Version): boolean => v.status === "candidate";
/** Back to anything that was once in use; a rejected or broken version never. */
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
