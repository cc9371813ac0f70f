import {
  type AssessmentRow,
  type CaseKey,
  caseKeyText,
  findByCases,
  insertAssessments,
  type NewAssessment,
} from "@/db/queries/assessment";
import type { EncounterRow } from "@/db/queries/encounter";
import type { Principal } from "@/lib/auth/principal";
import type { BuiltCase } from "@/lib/case/case-view";
import { sha256 } from "@/lib/core/crypto";
import { toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { canonicalJson } from "@/lib/core/json";
import type { AnsweredBy, Engine, PredictOptions } from "@/lib/engine/engine";
import { coarseAge } from "@/lib/feedback/label";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { buildNamedCase } from "@/lib/findings/named-case";
import { isWithheld } from "@/lib/model/familiarity";
import type { Prediction } from "@/lib/model/prediction";
import type { Arm } from "@/lib/registry/canary";
import { assessFloorAtAnyAge } from "@/lib/safety/any-age";
import type { Floor } from "@/lib/safety/floor";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { appendAudit } from "../govern/append-audit";
import { type RunningCanary, SWITCHED_OFF_WHY } from "../service/engines";
import type { Runtime } from "../service/runtime";
import { candidateEngine, isSlow, noteAnswer, partIntoArms } from "./arms";
import { noteUnknown } from "./note-unknown";
import { UNLIKE_WHY } from "./unlike";

export type Visit = { readonly encounter: EncounterRow; readonly context: PatientContext };
/** For whom: a person, or the EHR's own software that asks for them. */
type OnBehalf = { readonly principal: Principal | "system"; readonly requestId: string };
type Built = Visit & { readonly built: BuiltCase };
export type Assessed = Built & { readonly assessment: AssessmentRow };

const AGE_UNKNOWN =
  "The age is unknown: the model cannot judge this patient, and of the safety rules only those that hold at any age can.";
const NO_ANSWER = "The model did not answer. Safety rules still apply.";

/** For whom an answer counts while a candidate answers a share of the visits. */
type InArm = { readonly canary: RunningCanary | null; readonly arm: Arm };
const NO_ARM: InArm = { canary: null, arm: "champion" };

/** An engine, or why there is none. */
type Model =
  | { readonly engine: Engine; readonly why: null }
  | { readonly engine: null; readonly why: string };

/**
 * Assesses visits: builds each case, asks the model about those that are new to it in one batch, lays the safety floor
 * under the answer, and keeps all of it for replay. Equal case, version and policy: the assessment made before is used.
 * While a candidate answers a share of the visits it is asked about those, and the version in use where it fails.
 * When the model does not answer, or the case is unlike all it knows, the rules alone do, and the assessment says why.
 * Answers in the order given.
 */
export const assessVisits = (rt: Runtime, auth: OnBehalf, visits: readonly Visit[]): Promise<Assessed[]> =>
  rt.tracing.span("case.assess", { "openacuity.count": visits.length }, () => assess(rt, auth, visits));

async function assess(rt: Runtime, auth: OnBehalf, visits: readonly Visit[]): Promise<Assessed[]> {
  const now = rt.clock();
  const started = performance.now();
  const built = visits.map((v) => ({ ...v, built: buildNamedCase(v.context, now, newId()) }));
  rt.tracing.ended("case.build", { "openacuity.count": built.length }, (performance.now() - started) / 1000);
  await noteUnknown(
    rt,
    built.map((v) => ({ encounter: v.encounter, problems: v.built.problems })),
  );
  const model = await currentModel(rt);
  const { canary, candidates, others } = model.engine
    ? await partIntoArms(rt, built)
    : { canary: null, candidates: [], others: built };
  const by = { canary, arm: "champion" } as const;
  if (!canary || candidates.length === 0) return assessInUse(rt, auth, model, others, now, by);
  const [theirs, rest] = await Promise.all([
    assessByCandidate(rt, auth, canary, candidates, now),
    assessInUse(rt, auth, model, others, now, by),
  ]);
  // What the candidate did not answer, the version in use does: nobody waits in vain.
  const done = [...rest, ...(theirs ?? (await assessInUse(rt, auth, model, candidates, now)))];
  const byVisit = new Map(done.map((a) => [a.built, a]));
  return built.map((v) => byVisit.get(v.built) as Assessed);
}

/** Null: the candidate failed, or was ended while it was thinking. */
async function assessByCandidate(
  rt: Runtime,
  auth: OnBehalf,
  canary: RunningCanary,
  visits: readonly Built[],
  now: Date,
): Promise<Assessed[] | null> {
  const engine = await candidateEngine(rt, canary);
  if (!engine) return null;
  try {
    return await assessWith(rt, auth, { engine, why: null }, visits, now, { canary, arm: "canary" });
  } catch (error) {
    if (error instanceof EngineFailure) return null;
    throw error;
  }
}

async function assessInUse(
  rt: Runtime,
  auth: OnBehalf,
  model: Model,
  visits: readonly Built[],
  now: Date,
  by?: InArm,
): Promise<Assessed[]> {
  if (visits.length === 0) return [];
  try {
    return await assessWith(rt, auth, model, visits, now, by);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return assessWith(rt, auth, { engine: null, why: error.userMessage }, visits, now);
  }
}

async function currentModel(rt: Runtime): Promise<Model> {
  try {
    return { engine: await rt.engines.current(), why: null };
  } catch (error) {
    return { engine: null, why: toAppError(error).userMessage };
  }
}

async function assessWith(
  rt: Runtime,
  auth: OnBehalf,
  model: Model,
  visits: readonly Built[],
  now: Date,
  inArm?: InArm,
): Promise<Assessed[]> {
  const wanted = (v: Built, again: boolean): CaseKey => ({
    encounterId: v.encounter.id,
    caseHash: caseHash(v.built) + (again ? AGAIN : ""),
    modelVersion: v.built.case && model.engine ? model.engine.model.version : null,
    policy: v.built.case && model.engine ? model.engine.policy : null,
    calibration: v.built.case ? (model.engine?.calibration ?? null) : null,
  });
  const known = new Map<string, AssessmentRow>();
  const find = async (keys: readonly CaseKey[]) => {
    const found = await findByCases(rt.db, keys);
    for (const row of found.rows) known.set(caseKeyText(row), row);
    return new Set(found.unreadable.map(caseKeyText));
  };
  // An assessment that does not open stays as it is, for whoever can mend it; the patient gets another one.
  const lostToUs = await find(visits.map((v) => wanted(v, false)));
  const key = (v: Built): CaseKey => wanted(v, lostToUs.has(caseKeyText(wanted(v, false))));
  const keys = visits.map(key);
  if (lostToUs.size > 0) await find(keys);
  const fresh = visits.filter((v) => !known.has(caseKeyText(key(v))));
  if (fresh.length > 0) {
    const { predictions, by } = await predict(rt, model, fresh, inArm);
    const rows = fresh.map((v, i) => ({
      ...toRow(v, predictions[i] ?? null, model, by, now),
      caseHash: key(v).caseHash,
    }));
    for (const row of await store(rt, auth, rows, model, now)) {
      known.set(caseKeyText(row), row);
      rt.metrics.assessments.inc({ answered_by: row.modelVersion ? "model" : "rules-only" });
    }
    // Another request assessed the same case in the meantime: its row is as good as ours.
    const lost = keys.filter((k) => !known.has(caseKeyText(k)));
    await find(lost);
  }
  return visits.map((v) => {
    const row = known.get(caseKeyText(key(v)));
    if (!row) throw new Error("an assessment was neither stored nor found");
    // Made without a model earlier, perhaps for another reason than today's.
    const assessment = row.modelVersion || !v.built.case ? row : { ...row, degradedReason: model.why };
    return { ...v, assessment };
  });
}

class EngineFailure extends Error {
  constructor(readonly userMessage: string) {
    super("the engine failed");
  }
}

/** `by`: which engine answered, where one can stand in for another. */
type Predicted = { readonly predictions: readonly (Prediction | null)[]; readonly by: AnsweredBy | null };

/** In the order of `visits`; null where there is no case to ask about. */
async function predict(
  rt: Runtime,
  { engine }: Model,
  visits: readonly Built[],
  { canary, arm }: InArm = NO_ARM,
): Promise<Predicted> {
  const cases = visits.flatMap((v) => v.built.case ?? []);
  if (!engine || cases.length === 0) return { predictions: visits.map(() => null), by: null };
  let by: AnsweredBy = engine;
  const onAnswer = (answered: AnsweredBy) => {
    by = answered;
  };
  const version = engine.model.version;
  const started = performance.now();
  const counted: Promise<void>[] = [];
  const done = (outcome: "ok" | "failed") => {
    const seconds = (performance.now() - started) / 1000;
    const came = outcome === "ok" && isSlow(seconds * 1000) ? "slow" : outcome;
    if (canary) counted.push(noteAnswer(rt, canary, arm, cases.length, came));
    rt.metrics.inferenceDuration.observe({ engine: by.engine, model_version: version, outcome }, seconds);
    rt.tracing.ended(
      "engine.predict",
      {
        "openacuity.engine": by.engine,
        "openacuity.model.version": version,
        "openacuity.outcome": outcome,
        "openacuity.count": cases.length,
      },
      seconds,
    );
  };
  let answered = false;
  try {
    const predictions = await predictByUnit(engine, visits, { familiarity: true, joinable: true, onAnswer });
    done("ok");
    answered = true;
    // Switched off while it was thinking: nobody is shown this answer.
    if (await rt.engines.switchedOff()) throw new EngineFailure(SWITCHED_OFF_WHY);
    await Promise.all(counted);
    if (arm === "canary" && (await rt.engines.canary())?.id !== canary?.id)
      throw new EngineFailure("The candidate was ended.");
    if (predictions.length !== cases.length) throw new Error("the engine answered fewer cases than asked");
    const byId = new Map(cases.map((c, i) => [c.id, predictions[i] ?? null]));
    return {
      predictions: visits.map((v) => (v.built.case ? (byId.get(v.built.case.id) ?? null) : null)),
      by,
    };
  } catch (error) {
    if (error instanceof EngineFailure) throw error;
    if (!answered) done("failed");
    await Promise.all(counted);
    rt.logger.error({ err: error, modelVersion: version }, "the model failed to answer");
    const failure = toAppError(error);
    throw new EngineFailure(failure.code === "internal" ? NO_ANSWER : failure.userMessage);
  }
}

/** Of the cases among the visits, in their order; each unit's with what was learned of it, where that makes a difference. */
async function predictByUnit(
  engine: Engine,
  visits: readonly Built[],
  options: PredictOptions,
): Promise<Prediction[]> {
  const asked = visits.flatMap((v) =>
    v.built.case ? [{ case: v.built.case, unit: v.encounter.issuer }] : [],
  );
  const units = engine.forUnit ? [...new Set(asked.map((a) => a.unit))] : [""];
  const answers = new Map<string, Prediction>();
  for (const unit of units) {
    const own = asked.filter((a) => !engine.forUnit || a.unit === unit).map((a) => a.case);
    const by = engine.forUnit?.(unit) ?? engine;
    (await by.predict(own, options)).forEach((p, i) => {
      answers.set((own[i] as (typeof own)[number]).id, p);
    });
  }
  return asked.flatMap((a) => answers.get(a.case.id) ?? []);
}

/** One audit event for what was assessed together: the rows themselves say the rest. */
async function store(
  rt: Runtime,
  auth: OnBehalf,
  rows: readonly NewAssessment[],
  { engine }: Model,
  now: Date,
): Promise<AssessmentRow[]> {
  return rt.db.transaction(async (tx) => {
    const stored = await insertAssessments(tx, rows);
    const [only] = stored;
    if (!only) return [];
    await appendAudit(
      tx,
      {
        event: "assessment.created",
        actor: auth.principal,
        ...(stored.length === 1 ? { subject: { type: "assessment", id: only.id } } : {}),
        requestId: auth.requestId,
        detail: {
          count: stored.length,
          modelVersion: engine?.model.version ?? null,
          policy: engine?.policy ?? null,
          ...(engine?.calibration ? { calibration: engine.calibration } : {}),
        },
        records: stored.map(({ explanation: _, ...row }) => ({ type: "assessment", id: row.id, row })),
      },
      now,
    );
    return stored;
  });
}

/** Marks the second assessment of a case whose first does not open. */
const AGAIN = ".again";

/** Whether two assessments are of cases that say the same. */
export const isSameCase = (a: string, b: string): boolean => a.replace(AGAIN, "") === b.replace(AGAIN, "");

/** Equal for cases that say the same; the id is ours and the age counts in the steps in which it matters, not in days. */
export function caseHash({ case: c, ageless }: Pick<BuiltCase, "case" | "ageless">): string {
  const known = c ? { ...c, ageYears: coarseAge(c.ageYears) } : { ...ageless, ageYears: null };
  return sha256(canonicalJson({ ...known, id: undefined })).slice(0, 32);
}

function floorUnder({ case: c, ageless }: BuiltCase): Floor | null {
  if (c) return assessFloor(c);
  return ageless ? assessFloorAtAnyAge(ageless) : null;
}

function toRow(
  { encounter, context, built }: Built,
  prediction: Prediction | null,
  { engine, why }: Model,
  by: AnsweredBy | null,
  now: Date,
): NewAssessment {
  const floor = floorUnder(built);
  const answered = prediction ? engine : null;
  const shown = isWithheld(prediction?.familiarity) ? null : prediction;
  return {
    id: newId(),
    encounterId: encounter.id,
    contextVersion: context.version,
    caseHash: caseHash(built),
    case: built.case,
    ageless: built.ageless,
    basis: built.basis,
    missing: built.missing,
    modelName: answered?.model.name ?? null,
    modelVersion: answered?.model.version ?? null,
    artifactDigest: answered?.artifactDigest ?? null,
    engine: answered ? (by?.engine ?? null) : null,
    device: answered ? (by?.device ?? null) : null,
    precision: answered ? (by?.precision ?? null) : null,
    policy: answered?.policy ?? null,
    calibration: answered?.calibration ?? null,
    degradedReason: shown ? null : answered ? UNLIKE_WHY : built.case ? (why ?? NO_ANSWER) : AGE_UNKNOWN,
    shownLevel: shown ? applyFloor(shown.level, floor) : (floor?.level ?? null),
    modelLevel: shown?.level ?? null,
    floor,
    probabilities: shown?.probabilities ?? null,
    expectedSeverity: shown?.expectedSeverity ?? null,
    predictionSet: shown?.set ?? null,
    criticalRisk: shown?.criticalRisk ?? null,
    outlook: shown?.outlook ?? null,
    familiarity: prediction?.familiarity ?? null,
    createdAt: now,
  };
}
