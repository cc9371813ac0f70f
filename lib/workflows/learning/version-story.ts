import { resolve } from "node:path";
import { listCanaries } from "@/db/queries/canary";
import { checksOf } from "@/db/queries/model-check";
import { listVersions, type ModelVersionRow } from "@/db/queries/registry";
import { findRun } from "@/db/queries/training";
import {
  type AnsweredByBoth,
  countByBoth,
  countStory,
  differingAtBedside,
  differingInShadow,
} from "@/db/queries/version-story";
import type { Authorized } from "@/lib/auth/principal";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Explanation } from "@/lib/explain/explanation";
import { ageBand } from "@/lib/feedback/similar";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { forScreen, type MetricSet } from "@/lib/registry/metric-set";
import { type TensorChange, weightChanges } from "@/lib/registry/weight-changes";
import { assertSigned } from "../govern/signing";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { requireVersion } from "./change-model";

const MOST_CASES = 50;
const MOST_REASONS = 3;
const MOST_COMPARED = 8;

/** Where a version comes from and what came of it; each step with where it can be looked at. */
export type LineageStep = {
  readonly kind: "data" | "run" | "version" | "assessments" | "labels";
  readonly title: string;
  readonly detail: string;
  readonly href: string | null;
};

/** One case that two versions answer differently: nobody in particular. */
export type DifferingCase = {
  readonly id: string;
  readonly at: string;
  readonly age: string | null;
  readonly sex: string | null;
  readonly before: number | null;
  readonly after: number | null;
  /** What moved each answer most; empty: nobody had it explained. */
  readonly reasonsBefore: readonly string[];
  readonly reasonsAfter: readonly string[];
};

export type VersionStory = {
  readonly version: string;
  readonly lineage: readonly LineageStep[];
  /** Versions it can be held beside, its parent first. */
  readonly others: readonly string[];
  readonly beside: {
    readonly version: string;
    readonly metrics: { readonly before: readonly MetricSet[]; readonly after: readonly MetricSet[] };
    /** Null: they could not be read, and why. */
    readonly weights: readonly TensorChange[] | null;
    readonly weightsWhy: string | null;
    /** Cases that both answered, and those with another level, newest first. */
    readonly bothAnswered: number;
    readonly cases: readonly DifferingCase[];
  } | null;
};

/** A version's lineage, and what differs between it and another. @throws AppError("not-found") */
export async function versionStory(
  rt: Runtime,
  _auth: Authorized,
  { version, beside }: { readonly version: string; readonly beside?: string | undefined },
): Promise<VersionStory> {
  const row = await requireVersion(rt.db, version);
  const versions = await listVersions(rt.db);
  const others = versions
    .filter((v) => v.version !== version)
    .sort((a, b) => Number(b.version === row.parent) - Number(a.version === row.parent))
    .map((v) => v.version);
  const other = beside ?? others[0];
  const before = other === undefined ? null : (versions.find((v) => v.version === other) ?? null);
  if (beside && (!before || beside === version)) throw new AppError("not-found", `no version ${beside}`);
  return {
    version,
    lineage: await lineage(rt, row, versions),
    others,
    beside: before ? await compare(rt, before, row) : null,
  };
}

async function lineage(
  rt: Runtime,
  row: ModelVersionRow,
  versions: readonly ModelVersionRow[],
): Promise<LineageStep[]> {
  const run = row.runId ? await findRun(rt.db, row.runId) : null;
  const story = await countStory(rt.db, row.version);
  const taught = versions.filter((v) => v.parent === row.version).map((v) => v.version);
  const canaries = (await listCanaries(rt.db, 100)).filter((c) => c.version === row.version);
  const say = (n: number, one: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : `${one}s`}`;
  return [
    run?.learned
      ? {
          kind: "data",
          title: "Data",
          detail: `${say(run.learned.labels, "label")} of ${say(run.learned.readers.length, "reader")}, and a sample of what ${row.parent ?? "its parent"} was trained on`,
          href: `/console/datasets?dataset=${run.learned.digest}`,
        }
      : { kind: "data", title: "Data", detail: row.trainedOn, href: null },
    run
      ? {
          kind: "run",
          title: "Run",
          detail: `From ${run.parentVersion}; asked for by ${run.requestedBy}`,
          href: `/console/runs#run-${run.id}`,
        }
      : { kind: "run", title: "Made", detail: `By ${row.createdBy}; no run of this site`, href: null },
    {
      kind: "version",
      title: row.version,
      detail: `${row.status}; files ${row.digest.slice(0, 12)}${
        canaries.length > 0
          ? `; ${say(canaries.length, "canar")
              .replace(/canars$/, "canaries")
              .replace(/canar$/, "canary")}`
          : ""
      }`,
      href: `/console/models#version-${row.version.replace(/[^\w-]/g, "-")}`,
    },
    {
      kind: "assessments",
      title: "Assessments",
      detail: `${say(story.assessments, "answer")}, ${say(story.decisions, "decision")} on them`,
      href: `/console/performance?version=${encodeURIComponent(row.version)}`,
    },
    {
      kind: "labels",
      title: "Labels",
      detail: `${say(story.labels, "label")} from its answers${taught.length > 0 ? `; went on to ${taught.join(", ")}` : ""}`,
      href: "/console/labels",
    },
  ];
}

async function compare(
  rt: Runtime,
  before: ModelVersionRow,
  after: ModelVersionRow,
): Promise<NonNullable<VersionStory["beside"]>> {
  const measured = await measuredBeside(rt, before, after);
  const weights = await weightsOf(rt, before, after);
  const cases = [
    ...(await differingAtBedside(rt.db, before.version, after.version, MOST_CASES)),
    ...(await differingInShadow(rt.db, before.version, after.version, MOST_CASES)),
    ...(await differingInShadow(rt.db, after.version, before.version, MOST_CASES)).map(turnedRound),
  ];
  return {
    version: before.version,
    metrics: measured ?? { before: forScreen(before.metrics), after: forScreen(after.metrics) },
    ...weights,
    bothAnswered: await countByBoth(rt.db, before.version, after.version),
    cases: cases
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, MOST_CASES)
      .map(inBrief),
  };
}

/** Figures of both on the same cases, whichever of the two was the candidate; null: they were not measured together. */
async function measuredBeside(rt: Runtime, before: ModelVersionRow, after: ModelVersionRow) {
  const check = async (candidate: ModelVersionRow, { version }: ModelVersionRow) => {
    const found = (await checksOf(rt.db, candidate.version)).find(
      (c) => c.status === "succeeded" && c.against === version && c.digest === candidate.digest,
    );
    return (
      found && {
        candidate: forScreen(found.candidateMetrics ?? []),
        champion: forScreen(found.championMetrics ?? []),
      }
    );
  };
  const there = await check(after, before);
  if (there) return { before: there.champion, after: there.candidate };
  const back = await check(before, after);
  return back ? { before: back.candidate, after: back.champion } : null;
}

const turnedRound = (c: AnsweredByBoth): AnsweredByBoth => ({
  ...c,
  before: c.after,
  after: c.before,
  reasonsBefore: c.reasonsAfter,
  reasonsAfter: c.reasonsBefore,
});

type Weights = Pick<NonNullable<VersionStory["beside"]>, "weights" | "weightsWhy">;

/** Both artifacts are read whole and verified, once for a pair. */
async function weightsOf(rt: Runtime, before: ModelVersionRow, after: ModelVersionRow): Promise<Weights> {
  const known = processState(rt, "weight changes", () => new Map<string, readonly TensorChange[]>());
  const key = `${before.digest} ${after.digest}`;
  try {
    const read = async (row: ModelVersionRow) => {
      await assertSigned(rt.db, row);
      const artifact = await openArtifact(resolve(rt.dataDir, row.artifactDir));
      if (artifact.digest !== row.digest)
        throw new AppError("artifact-invalid", `the artifact of ${row.version} is not the one registered`);
      return readWeights(artifact);
    };
    const weights = known.get(key) ?? weightChanges(await read(before), await read(after));
    known.set(key, weights);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_COMPARED) break;
      known.delete(oldest);
    }
    return { weights, weightsWhy: null };
  } catch (error) {
    const { userMessage } = toAppError(error);
    rt.logger.warn({ err: error, modelVersion: after.version }, "weights could not be compared");
    return { weights: null, weightsWhy: userMessage };
  }
}

const inBrief = (c: AnsweredByBoth): DifferingCase => ({
  id: c.id,
  at: c.at.toISOString(),
  age: c.case ? ageBand(c.case.ageYears) : null,
  sex: c.case?.sex ?? null,
  before: c.before,
  after: c.after,
  reasonsBefore: reasonsOf(c.reasonsBefore),
  reasonsAfter: reasonsOf(c.reasonsAfter),
});

/** Words of a complaint, a note or a history could say who it is: of these only that they were it. */
const NAMED = { complaint: "Words of the complaint", note: "Words of the note", history: "History" } as const;

/** "Heart rate, more urgent": what moved an answer most. */
export function reasonsOf(explanation: Explanation | null): string[] {
  const sums = new Map<string, number>();
  for (const { group, label, shap } of explanation?.contributions ?? []) {
    const name = group === "vitals" || group === "patient" ? label : NAMED[group];
    sums.set(name, (sums.get(name) ?? 0) + shap);
  }
  return [...sums]
    .filter(([, shap]) => Math.abs(shap) >= 0.01)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, MOST_REASONS)
    .map(([name, shap]) => `${name}, ${shap < 0 ? "more" : "less"} urgent`);
}
