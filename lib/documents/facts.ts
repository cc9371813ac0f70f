import type { Evaluation } from "@/lib/evaluation/evaluation";
import type { FigureSet } from "@/lib/measures/figures";
import type { GatePolicy } from "@/lib/registry/gates/gate-policy";

/** Everything the documents are made from, read once: database, registry, artifact, packages. Nothing of a patient. */
export type Facts = {
  readonly product: { readonly version: string };
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** The version in use; null: there is none. */
  readonly model: ModelFacts | null;
  /** The checks in force; null: none that can be believed. */
  readonly gates: {
    readonly policy: GatePolicy;
    readonly digest: string;
    readonly setAt: string;
    readonly reason: string | null;
  } | null;
  /** Of the version in use, newest first. */
  readonly checks: readonly {
    readonly at: string;
    readonly source: string;
    readonly verdict: string;
    readonly worse: readonly string[];
  }[];
  /** When retraining starts, a line each; null: it could not be read. */
  readonly retraining: readonly { readonly name: string; readonly words: string }[] | null;
  readonly audit: AuditFacts;
  readonly fairness: {
    readonly from: string;
    readonly to: string;
    readonly visits: number;
    readonly compared: number;
    readonly beyond: readonly string[];
  } | null;
  readonly incidents: { readonly open: number; readonly all: number };
  /** Packages of others that are needed to run; null: neither lock file nor list is at hand. */
  readonly components:
    | readonly { readonly name: string; readonly version: string; readonly licence: string | null }[]
    | null;
  readonly retentionDays: number | null;
};

export type ModelFacts = {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly parent: string | null;
  readonly trainedOn: string;
  readonly registeredAt: string;
  readonly registeredBy: string;
  readonly policy: string | null;
  /** Visits by source, as the artifact's lineage has them. */
  readonly sources: Readonly<Record<string, number>>;
  /** Keys of what the model reads, as its config has them. */
  readonly inputs: readonly string[];
  readonly readsNames: boolean;
  /** Null: the version has no evaluation of its own (a retrained one), or its files could not be verified. */
  readonly evaluation: Evaluation | null;
  /** Figures registered with the version: of a retrained one, what its checks measured. */
  readonly metrics: readonly FigureSet[];
  /** README.md of the artifact. */
  readonly card: string | null;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
};

/** Of the last `days` days. */
export type AuditFacts = {
  readonly days: number;
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly byEvent: readonly { readonly event: string; readonly means: string; readonly count: number }[];
};
