import {
  countHeldOut,
  type DatasetRow,
  datasetsWith,
  findDataset,
  insertDataset,
  itemsOfRun,
  listDatasetRows,
  runsByDataset,
  runsWithoutDataset,
} from "@/db/queries/dataset";
import { outcomeHistory, visitsOfLabels } from "@/db/queries/outcome";
import { fallenByRun } from "@/db/queries/standing";
import { findRun, type RunRow } from "@/db/queries/training";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { DecisionKind } from "@/lib/decision/decision";
import {
  type AgeGroup,
  ageGroup,
  type CaseFilter,
  contentDigest,
  countDataset,
  type DatasetCase,
  type DatasetCounts,
  type DatasetDiff,
  type DatasetRules,
  diffDatasets,
  passes,
} from "@/lib/feedback/dataset";
import {
  type DatasetExport,
  type ExportedCase,
  type ExportFormat,
  shortDigest,
  toHuggingFace,
  toJsonLines,
  toParquet,
} from "@/lib/feedback/dataset-files";
import { type ReadingCase, toReadingCase } from "@/lib/feedback/second-reading";
import { OUTCOMES, type Outcome, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { toCsv } from "@/lib/monitoring/listing";
import { appendAudit } from "../govern/append-audit";
import { recordExport } from "../govern/record-export";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { outcomesToLearn } from "./weigh-labels";
import { type LabelView, viewLabel } from "./withdraw-labels";

const MOST_LISTED = 500;
const PAGE = 50;

/** A dataset as it is described, whether or not all of it may still be learned from. */
export type DatasetView = {
  readonly digest: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly rules: DatasetRules;
  readonly counts: DatasetCounts;
  /** Runs that learned from it, oldest first, and what they made. */
  readonly runs: readonly { readonly id: string; readonly version: string | null }[];
  /** Cases of it that were withdrawn or held back since: it may not be trained on any more. */
  readonly fallen: number;
};

type Context = {
  readonly runs: Awaited<ReturnType<typeof runsByDataset>>;
  readonly fallen: Awaited<ReturnType<typeof fallenByRun>>;
};

const toView = ({ runs, fallen }: Context, row: DatasetRow): DatasetView => ({
  digest: row.digest,
  madeAt: row.madeAt.toISOString(),
  madeBy: row.madeBy,
  rules: row.rules,
  counts: row.counts,
  runs: runs.get(row.digest) ?? [],
  fallen: fallen.get(row.runId) ?? 0,
});

export async function listDatasets(rt: Runtime, _auth: Authorized): Promise<DatasetView[]> {
  const context = { runs: await runsByDataset(rt.db), fallen: await fallenByRun(rt.db) };
  return (await listDatasetRows(rt.db, MOST_LISTED)).map((row) => toView(context, row));
}

export async function datasetsAsCsv(rt: Runtime, auth: Authorized): Promise<string> {
  const rows = await listDatasets(rt, auth);
  await recordExport(rt, auth, "datasets", rows.length);
  const levels = ["1", "2", "3", "4", "5"];
  return toCsv(
    [
      "sha256",
      "made",
      "by",
      "versions",
      "cases",
      "outcomes only",
      ...levels.map((l) => `level ${l}`),
      "withdrawn since",
    ],
    rows.map((d) => [
      d.digest,
      d.madeAt,
      d.madeBy,
      d.runs.flatMap((r) => r.version ?? []).join(" "),
      d.counts.cases,
      d.counts.outcomesOnly,
      ...levels.map((l) => d.counts.byLevel[l] ?? 0),
      d.fallen,
    ]),
  );
}

async function requireDataset(rt: Runtime, digest: string): Promise<DatasetRow> {
  const row = await findDataset(rt.db, digest);
  if (!row) throw new AppError("not-found", "no such dataset");
  return row;
}

type Content = {
  /** Those that may be learned from at this moment. */
  readonly cases: readonly ExportedCase[];
  readonly fallen: number;
  readonly unreadable: number;
  readonly verified: boolean;
};

/**
 * A dataset's cases, as they were learned from. Where all of them still may be, they are held against the dataset's name.
 * @throws AppError("artifact-invalid") when they are not what it says: somebody has changed what is stored
 */
async function contentOf(rt: Runtime, row: DatasetRow): Promise<Content> {
  const run = await findRun(rt.db, row.runId);
  if (!run) throw new AppError("not-found", "the dataset's run is gone");
  const { items: all, unreadable, outcomes } = await readItems(rt, run);
  const fallen = all.filter((c) => !c.stands).length;
  const verified = contentDigest(all.map((c) => c.content)) === row.digest;
  // Outcomes go when the EHR says that a visit was another patient's; nothing else takes anything out of what stands.
  const outcomesGone = outcomes.size < row.counts.followed;
  // Nor is it the same text any more where a phrase was taken out of it since.
  const scrubbed = all.some((c) => c.scrubbed);
  if (!verified && fallen === 0 && unreadable.length === 0 && !outcomesGone && !scrubbed)
    throw new AppError("artifact-invalid", `dataset ${row.digest} is not what was learned from`, {
      userMessage:
        "What is stored is not what was learned from: it does not have the dataset’s digest. Nothing of it is given out.",
    });
  return {
    cases: all.filter((c) => c.stands).map((c) => c.exported),
    fallen,
    unreadable: unreadable.length,
    verified,
  };
}

/** A run's cases, with what was known of what became of the patients when it was asked for. */
async function readItems(rt: Runtime, run: Pick<RunRow, "id" | "labelIds" | "requestedAt">) {
  const { rows, unreadable } = await itemsOfRun(rt.db, run.id);
  const outcomes = await outcomesToLearn(rt, rows, run.requestedAt);
  const given = new Set(run.labelIds);
  const items = rows.map(({ stands, scrubbed, source, assessedLevel, ...item }) => {
    const known = outcomes.get(item.id);
    const content: DatasetCase = {
      ...item,
      ...(known ? { outcomes: known } : {}),
      ...(given.has(item.id) ? {} : { outcomesOnly: true as const }),
    };
    return { stands, scrubbed, content, exported: { ...content, source, assessedLevel } };
  });
  return { items, unreadable, outcomes };
}

/** Runs of earlier releases kept what they learned from, and described no dataset: they get theirs. Part of housekeeping. */
export async function keepDatasets(rt: Runtime): Promise<void> {
  const seen = processState(rt, "datasets-described", () => ({ done: false }));
  if (seen.done) return;
  for (const run of await runsWithoutDataset(rt.db)) {
    const { items, unreadable } = await readItems(rt, run);
    // Of a case that does not open nothing can be counted; the run itself stays as it is.
    if (unreadable.length > 0) continue;
    const cases = items.map((i) => i.content);
    const sources = new Map(items.map((i) => [i.content.id, i.exported.source]));
    const keptApart = await countHeldOut(rt.db, run.labelIds);
    const learned = cases.filter((c) => !c.outcomesOnly).length;
    await rt.db.transaction((tx) =>
      insertDataset(tx, {
        digest: run.digest,
        runId: run.id,
        madeAt: run.finishedAt ?? run.requestedAt,
        madeBy: run.requestedBy,
        rules: {
          until: run.requestedAt.toISOString(),
          parent: run.parentVersion,
          given: run.labelIds.length,
          keptApart,
          leftOut: Math.max(0, run.labelIds.length - keptApart - learned),
        },
        counts: countDataset(cases, (id) => sources.get(id) ?? null),
      }),
    );
  }
  seen.done = true;
}

/** A case as a list shows it: nothing of its words. */
export type DatasetCaseRow = {
  readonly id: string;
  readonly level: Level;
  readonly assessedLevel: Level | null;
  readonly source: DecisionKind | null;
  readonly age: AgeGroup;
  readonly weight: number;
  readonly outcomesOnly: boolean;
  readonly happened: readonly Outcome[];
};
export type OneDataset = DatasetView & {
  readonly verified: boolean;
  readonly unreadable: number;
  readonly matching: number;
  readonly page: number;
  readonly pages: number;
  readonly rows: readonly DatasetCaseRow[];
  readonly mayExport: boolean;
};

/** One dataset with those of its cases that still may be learned from, narrowed. @throws AppError("not-found" | "artifact-invalid") */
export async function viewDataset(
  rt: Runtime,
  auth: Authorized,
  { digest, filter, page }: { readonly digest: string; readonly filter: CaseFilter; readonly page: number },
): Promise<OneDataset> {
  const row = await requireDataset(rt, digest);
  const content = await contentOf(rt, row);
  const matching = content.cases.filter((c) => passes(c, filter));
  const pages = Math.max(1, Math.ceil(matching.length / PAGE));
  const at = Math.min(Math.max(1, page), pages);
  return {
    ...toView({ runs: await runsByDataset(rt.db), fallen: await fallenByRun(rt.db, row.runId) }, row),
    verified: content.verified,
    unreadable: content.unreadable,
    matching: matching.length,
    page: at,
    pages,
    rows: matching.slice((at - 1) * PAGE, at * PAGE).map(toCaseRow),
    mayExport: can(auth.principal.role, "dataset:cases"),
  };
}

const toCaseRow = (c: ExportedCase): DatasetCaseRow => ({
  id: c.id,
  level: c.level,
  assessedLevel: c.assessedLevel,
  source: c.source,
  age: ageGroup(c.case.ageYears),
  weight: c.weight,
  outcomesOnly: c.outcomesOnly === true,
  happened: OUTCOMES.filter((o) => c.outcomes?.answers[o] === "yes"),
});

/** One case of a dataset: what was learned from, and what has become of it since. */
export type OneCase = {
  readonly case: ReadingCase;
  readonly row: DatasetCaseRow;
  readonly label: LabelView;
  /** Datasets that it is in, oldest first. */
  readonly datasets: readonly string[];
  /** What the EHR said of the patient, newest first. */
  readonly outcomes: readonly {
    readonly at: string;
    readonly outcomes: VisitOutcomes;
    readonly inForce: boolean;
  }[];
};

/**
 * Shows a case, de-identified, to somebody who may see it; that they looked goes on record.
 * @throws AppError("not-found") also for one that was withdrawn
 */
export async function viewDatasetCase(
  rt: Runtime,
  auth: Authorized,
  { digest, labelId }: { readonly digest: string; readonly labelId: string },
): Promise<OneCase> {
  const row = await requireDataset(rt, digest);
  const found = (await contentOf(rt, row)).cases.find((c) => c.id === labelId);
  if (!found) throw new AppError("not-found", "no such case of this dataset, or it was withdrawn");
  const [visit = ""] = await visitsOfLabels(rt.db, [labelId]);
  const history = await outcomeHistory(rt.db, visit);
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "dataset.case-viewed",
        actor: auth.principal,
        subject: { type: "label", id: labelId },
        requestId: auth.requestId,
        detail: { dataset: digest },
      },
      rt.clock(),
    ),
  );
  return {
    case: toReadingCase(found.case),
    row: toCaseRow(found),
    label: await viewLabel(rt, auth, { labelId }),
    datasets: await datasetsWith(rt.db, labelId),
    outcomes: history.map((h) => ({
      at: h.readAt.toISOString(),
      outcomes: h.outcomes,
      inForce: h.supersededAt === null,
    })),
  };
}

export type DatasetsCompared = {
  readonly first: DatasetView;
  readonly second: DatasetView;
  readonly diff: DatasetDiff;
};

/** What one dataset has that another has not, of what may still be learned from. @throws AppError("not-found" | "artifact-invalid") */
export async function compareDatasets(
  rt: Runtime,
  _auth: Authorized,
  digests: { readonly first: string; readonly second: string },
): Promise<DatasetsCompared> {
  const [first, second] = [await requireDataset(rt, digests.first), await requireDataset(rt, digests.second)];
  const context = { runs: await runsByDataset(rt.db), fallen: await fallenByRun(rt.db) };
  const [a, b] = [await contentOf(rt, first), await contentOf(rt, second)];
  return {
    first: toView(context, first),
    second: toView(context, second),
    diff: diffDatasets(a.cases, b.cases),
  };
}

export type DatasetFile = { readonly name: string; readonly type: string; readonly body: Uint8Array };

/**
 * A dataset as a file: de-identified cases alone, and those that may still be learned from. On record before it is handed out.
 * @throws AppError("not-found" | "artifact-invalid")
 */
export async function exportDataset(
  rt: Runtime,
  auth: Authorized,
  { digest, format }: { readonly digest: string; readonly format: ExportFormat },
): Promise<DatasetFile> {
  const row = await requireDataset(rt, digest);
  const { cases, fallen, unreadable, verified } = await contentOf(rt, row);
  const withdrawn = fallen + unreadable;
  const view = toView({ runs: await runsByDataset(rt.db), fallen: new Map() }, row);
  const whole: DatasetExport = {
    ...{ digest, madeAt: view.madeAt, madeBy: row.madeBy, rules: row.rules, counts: row.counts },
    ...{ versions: view.runs.flatMap((r) => r.version ?? []), cases, withdrawn, verified },
  };
  const file = FILES[format](whole);
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "dataset.exported",
        actor: auth.principal,
        requestId: auth.requestId,
        detail: { dataset: digest, format, rows: cases.length, withdrawn },
      },
      rt.clock(),
    ),
  );
  const without = withdrawn > 0 ? `-without-${withdrawn}-withdrawn` : "";
  return { ...file, name: `openacuity-dataset-${shortDigest(digest)}${without}.${file.name}` };
}

const FILES: Readonly<Record<ExportFormat, (e: DatasetExport) => DatasetFile>> = {
  jsonl: (e) => ({
    name: "jsonl",
    type: "application/x-ndjson; charset=utf-8",
    body: new TextEncoder().encode(toJsonLines(e.cases)),
  }),
  parquet: (e) => ({ name: "parquet", type: "application/vnd.apache.parquet", body: toParquet(e) }),
  huggingface: (e) => ({ name: "zip", type: "application/zip", body: toHuggingFace(e) }),
};
