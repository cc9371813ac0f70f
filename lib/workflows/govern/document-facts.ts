import { resolve } from "node:path";
import { auditHead, countAuditEvents } from "@/db/queries/audit";
import { fairnessReportById, listFairnessReports } from "@/db/queries/fairness";
import { newestGatePolicy } from "@/db/queries/gate-policy";
import { countIncidents, countOpenIncidents } from "@/db/queries/incident";
import { checksOf } from "@/db/queries/model-check";
import { type Champion, championVersion, findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { AUDIT_EVENTS } from "@/lib/audit/events";
import { DAY } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import type { Facts, ModelFacts } from "@/lib/documents/facts";
import type { Evaluation } from "@/lib/evaluation/evaluation";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { sayFinding } from "@/lib/monitoring/fairness/in-words";
import { sayPolicy, TRIGGER_LABELS, TRIGGERS } from "@/lib/monitoring/triggers/policy";
import { staleParts } from "@/lib/training/twin";
import { gatesInForce } from "../learning/check-material";
import { policyInForce } from "../learning/training-facts";
import type { Runtime } from "../service/runtime";
import { readComponents } from "./read-components";

/** What is read of a runtime: a command has no more than this. */
export type Documented = Pick<Runtime, "db" | "dataDir" | "clock"> & {
  readonly env: Pick<Runtime["env"], "RETENTION_DAYS" | "RETRAIN_AFTER">;
  readonly release: string;
};

const LOG_DAYS = 30;

/** Reads everything the documents say. Nothing in it is of a patient, and nothing is written. */
export async function gatherDocumentFacts(d: Documented): Promise<Facts> {
  const now = d.clock();
  const champion = await championVersion(d.db);
  const row = champion && (await findVersion(d.db, champion.version));
  return {
    product: { version: d.release },
    madeAt: now.toISOString(),
    model: champion && row ? await modelFacts(d, champion, row) : null,
    gates: await gateFacts(d),
    checks: row ? await checkFacts(d, row.version) : [],
    retraining: await retrainingFacts(d),
    audit: await auditFacts(d, now),
    fairness: row ? await fairnessFacts(d, row.version) : null,
    incidents: { open: await countOpenIncidents(d.db), all: await countIncidents(d.db) },
    components: await readComponents(),
    retentionDays: d.env.RETENTION_DAYS,
  };
}

async function modelFacts(d: Documented, champion: Champion, row: ModelVersionRow): Promise<ModelFacts> {
  const artifact = await openArtifact(resolve(d.dataDir, row.artifactDir)).catch(() => null);
  const own = artifact?.digest === row.digest ? artifact : null;
  return {
    name: row.name,
    version: row.version,
    digest: row.digest,
    parent: row.parent,
    trainedOn: row.trainedOn,
    registeredAt: row.createdAt.toISOString(),
    registeredBy: row.createdBy,
    policy: champion.policy ?? own?.calibration.policy ?? null,
    sources: counts(row.lineage.sources),
    inputs: own ? [...own.config.numbers, ...own.config.categories].map((i) => i.key) : [],
    readsNames: own?.config.names !== "left-out",
    evaluation: own && (await evaluationOf(own)),
    metrics: row.metrics,
    card: own?.manifest.files["README.md"] ? (await own.read("README.md")).toString("utf8") : null,
    files: Object.entries(own?.manifest.files ?? {}).map(([name, sha256]) => ({ name, sha256 })),
  };
}

/** Of these very files; figures of others would be nobody's. */
async function evaluationOf(artifact: Artifact): Promise<Evaluation | null> {
  if (!artifact.manifest.files["evaluation.json"]) return null;
  try {
    const evaluation = JSON.parse((await artifact.read("evaluation.json")).toString("utf8")) as Evaluation;
    return staleParts(artifact, evaluation).length === 0 ? evaluation : null;
  } catch {
    return null;
  }
}

const counts = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    ),
  );

async function gateFacts({ db }: Documented): Promise<Facts["gates"]> {
  try {
    const { policy, digest } = await gatesInForce(db);
    const row = await newestGatePolicy(db);
    return row && { policy, digest, setAt: row.setAt.toISOString(), reason: row.reason };
  } catch (error) {
    if (toAppError(error).code === "gates-unverified") return null;
    throw error;
  }
}

async function checkFacts({ db }: Documented, version: string): Promise<Facts["checks"]> {
  const checks = await checksOf(db, version);
  return checks.flatMap((c) =>
    c.verdict && c.finishedAt
      ? [
          {
            at: c.finishedAt.toISOString(),
            source: c.source,
            verdict: c.verdict,
            worse: (c.findings ?? [])
              .filter((f) => f.severity !== "pass")
              .map((f) => `${f.severity}: ${f.text}`),
          },
        ]
      : [],
  );
}

async function retrainingFacts(d: Documented): Promise<Facts["retraining"]> {
  const { content } = await policyInForce(d, d.db);
  const said = sayPolicy(content);
  return TRIGGERS.map((name) => ({ name: TRIGGER_LABELS[name], words: said[name] }));
}

async function auditFacts({ db }: Documented, now: Date): Promise<Facts["audit"]> {
  const rows = await countAuditEvents(db, new Date(now.getTime() - LOG_DAYS * DAY));
  const head = await auditHead(db);
  const means: Readonly<Record<string, string>> = AUDIT_EVENTS;
  return {
    days: LOG_DAYS,
    entries: rows.reduce((sum, r) => sum + r.count, 0),
    head: head && { seq: head.seq, hash: head.hash },
    byEvent: rows.map((r) => ({ ...r, means: means[r.event] ?? "" })),
  };
}

async function fairnessFacts({ db }: Documented, version: string): Promise<Facts["fairness"]> {
  const newest = (await listFairnessReports(db, 50)).find((r) => r.version === version);
  const row = newest && (await fairnessReportById(db, newest.id));
  if (!row) return null;
  const compared = row.report.comparisons.filter((c) => c.found);
  return {
    from: row.fromDay,
    to: row.toDay,
    visits: row.visits,
    compared: compared.length,
    beyond: compared.filter((c) => c.found?.beyond).map(sayFinding),
  };
}
