import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GET as getBoardData } from "@/app/(clinic)/board/data/route";
import { GET as getPatientData } from "@/app/(clinic)/encounters/[id]/data/route";
import { auditEvent } from "@/db/schema";
import { type OtlpReceiver, type SentSpan, startOtlpReceiver } from "@/lib/monitoring/testing/otlp-receiver";
import { SPAN_ATTRIBUTES, SPANS } from "@/lib/monitoring/tracing";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { answerMetrics } from "@/lib/workflows/service/collect-metrics";
import { startConsumers } from "@/lib/workflows/service/consumers";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { startTracing } from "@/lib/workflows/service/start-tracing";
import { until } from "../support/runtime";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  levelsInEhr,
  open,
  override,
  startClinic,
} from "./support";

// The two seams to Next: who is asking, and the request's headers.
const asking = vi.hoisted(() => ({ sessionId: null as string | null }));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers() }));

const TOKEN = "a-token-for-tests-0123456789";
let receiver: OtlpReceiver;
let clinic: Clinic;
/** A process of its own that does the queue's work: what it knows of a trace it has from the job. */
let worker: Runtime;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  clinic = await startClinic({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=a%20ward",
      METRICS_TOKEN: TOKEN,
    },
  });
  worker = { ...clinic.rt, tracing: await startTracing(clinic.rt.env, clinic.rt.metrics) };
  await startConsumers(worker);
});
afterAll(async () => {
  await clinic?.close();
  await worker?.tracing.close();
  await receiver?.close();
});
beforeEach(() => {
  receiver.answer = 200;
});

const sent = (traceId: string) => receiver.spans.filter((s) => s.traceId === traceId);
const named = (spans: readonly SentSpan[], name: string) => spans.filter((s) => s.name === name);
const one = (spans: readonly SentSpan[], name: string): SentSpan => {
  const [first] = named(spans, name);
  if (!first) throw new Error(`no span ${name} among ${spans.map((s) => s.name).join(", ")}`);
  return first;
};
/** Names from a span up to its trace's root. */
function wayUp(spans: readonly SentSpan[], from: SentSpan): string[] {
  const up = spans.find((s) => s.spanId === from.parentSpanId);
  return [from.name, ...(up ? wayUp(spans, up) : from.parentSpanId ? ["lost"] : [])];
}
/** The trace of a launch, told by the entry that its sign-in left in the audit log. */
async function traceOf(launchId: string): Promise<string> {
  const rows = await clinic.rt.db.select().from(auditEvent);
  const row = rows.find((r) => r.event === "session.started" && r.subjectId === launchId);
  return String(row?.detail.trace);
}

describe("a launch", () => {
  it("is one trace from the EHR's button to the level in the EHR, in the app and in the worker", async () => {
    const { rt } = clinic;
    const { auth, view, launchId } = await open(clinic, "nurse1", "enc-001");
    await explainAssessment(rt, auth, { ...view, assessmentId: view.assessment.id });
    const decision = await recordDecision(rt, auth, override(view));
    await until(() => levelsInEhr(clinic, "enc-001").length > 0);
    const trace = await traceOf(launchId);
    await until(() => named(sent(trace), "job").length > 0);
    await until(() => named(sent(trace), "decision.record").length > 0);

    const spans = sent(trace);
    const [root, ...others] = spans.filter((s) => s.parentSpanId === "");
    expect(root?.name).toBe("launch.begin");
    expect(others).toEqual([]);
    expect(spans.filter((s) => wayUp(spans, s).includes("lost"))).toEqual([]);
    const ways = new Set(spans.map((s) => wayUp(spans, s).reverse().join(" > ")));
    for (const way of [
      "launch.begin > launch.finish",
      "launch.begin > encounter.open > ehr.read > ehr.request",
      "launch.begin > encounter.open > case.assess > case.build",
      "launch.begin > encounter.open > case.assess > engine.predict",
      "launch.begin > explanation.make > explanation.compute",
      "launch.begin > decision.record > ehr.read > ehr.request",
      "launch.begin > decision.record > queue.send > job > ehr.write-back > ehr.request",
    ])
      expect([...ways]).toContain(way);
    // Begun and ended in order: what is inside another span is inside it in time, in one process.
    for (const s of spans) {
      expect(s.endMs).toBeGreaterThanOrEqual(s.startMs);
      const up = spans.find((p) => p.spanId === s.parentSpanId);
      if (up && !["launch.begin", "queue.send"].includes(up.name)) {
        expect(s.startMs).toBeGreaterThanOrEqual(up.startMs - 0.01);
        expect(s.endMs).toBeLessThanOrEqual(up.endMs + 0.01);
      }
    }
    expect(one(spans, "engine.predict").attributes).toEqual({
      "openacuity.engine": "onnx",
      "openacuity.model.version": "1.0.0",
      "openacuity.outcome": "ok",
      "openacuity.count": 1,
    });
    expect(named(spans, "ehr.request").map((s) => s.attributes["ehr.resource"])).toContain("Encounter");

    // The same id leads there from the audit log, which still verifies, and from the log.
    const rows = await rt.db.select().from(auditEvent);
    const traced = rows.filter((r) => r.detail.trace === trace).map((r) => r.event);
    for (const event of [
      "launch.started",
      "session.started",
      "encounter.viewed",
      "assessment.created",
      "assessment.explained",
      "decision.recorded",
      "writeback.written",
    ])
      expect(traced).toContain(event);
    expect(rows.find((r) => r.event === "decision.recorded")?.subjectId).toBe(decision.id);
    expect(await verifyAuditLog(rt.db, { anchorFile: rt.anchorFile })).toMatchObject({ ok: true });
    expect(receiver.bytes[0]).toContain("POST /v1/traces");
    expect(receiver.bytes[0]).toContain('"x-tenant":"a ward"');
  });

  it("says of a failure its code, in the log with the same trace", async () => {
    const { rt, sandbox, log } = clinic;
    const { auth, view, launchId } = await open(clinic, "nurse2", "enc-002");
    const trace = await traceOf(launchId);
    expect(await codeOf(recordDecision(rt, auth, gesture(view, { assessmentId: view.encounterId })))).toBe(
      "not-found",
    );
    sandbox.setFault("down");
    await openEncounter(rt, auth, view);
    sandbox.setFault("none");
    await until(() => named(sent(trace), "decision.record").some((s) => s.failed));
    const failed = named(sent(trace), "decision.record").find((s) => s.failed);
    expect(failed?.attributes["error.type"]).toBe("not-found");
    const lines = log.filter((l) => l.includes(trace)).map((l) => JSON.parse(l) as { msg: string });
    expect(lines.map((l) => l.msg)).toContain("EHR not read; snapshot shown");
  });

  it("is the trace of its own requests: another session's is not, and a board's refresh only points to it", async () => {
    const { rt } = clinic;
    const mine = await open(clinic, "nurse1", "enc-003");
    const trace = await traceOf(mine.launchId);
    const { sessionId, launchId } = await launch(clinic, "nurse2");
    const theirs = await traceOf(launchId);
    const other = await as(rt, sessionId, "board:read");
    const since = receiver.spans.length;
    await getBoard(rt, other);
    const foreign = { encounterId: mine.view.encounterId, launchId: mine.launchId };
    expect(await codeOf(openEncounter(rt, other, foreign))).toBe("launch-refused");
    await until(() => named(receiver.spans.slice(since), "board.read").length > 0);
    const board = one(receiver.spans.slice(since), "board.read");
    expect(board.parentSpanId).toBe("");
    expect([trace, theirs]).not.toContain(board.traceId);
    expect(board.links).toEqual([theirs]);
    await until(() => receiver.spans.some((s) => s.name === "encounter.open" && s.failed));
    const refused = receiver.spans.find((s) => s.attributes["error.type"] === "launch-refused");
    expect(refused?.traceId).not.toBe(trace);
  });

  it("has the page's own requests in it: those about its visit", async () => {
    const { rt } = clinic;
    const holder = globalThis as Record<symbol, unknown>;
    holder[Symbol.for("openacuity.runtime")] = Promise.resolve(rt);
    const { auth, view, launchId } = await open(clinic, "nurse1", "enc-008");
    const trace = await traceOf(launchId);
    const since = receiver.spans.length;
    const ask = async (get: (request: Request) => Promise<Response>, path: string) =>
      (await get(new Request(`http://localhost${path}`))).status;
    const visit = `/encounters/${view.encounterId}/data?launch=${launchId}`;
    expect(await ask(getPatientData, visit)).toBe(401);
    asking.sessionId = auth.principal.sessionId;
    expect(await ask(getPatientData, visit)).toBe(200);
    expect(await ask(getPatientData, `/encounters/${launchId}/data?launch=${launchId}`)).toBe(404);
    expect(await ask(getBoardData, "/board/data")).toBe(200);
    delete holder[Symbol.for("openacuity.runtime")];
    const requests = () => named(receiver.spans.slice(since), "request");
    await until(() => requests().length >= 3);
    expect(requests().map((s) => [s.attributes["openacuity.route"], s.traceId === trace, s.links])).toEqual([
      ["patient", true, []],
      ["patient", true, []],
      ["board", false, [trace]],
    ]);
    expect(requests()[1]).toMatchObject({ failed: true, attributes: { "error.type": "not-found" } });
    const [patient, , board] = requests();
    const inside = (span: SentSpan | undefined) =>
      receiver.spans.filter((s) => s.parentSpanId === span?.spanId).map((s) => s.name);
    expect(inside(patient)).toEqual(["encounter.open"]);
    expect(inside(board)).toEqual(["board.read"]);
    const { body } = await answerMetrics(rt, `Bearer ${TOKEN}`, "application/openmetrics-text");
    expect(body).toMatch(
      new RegExp(`request_duration_seconds_bucket\\{.*route="patient".*\\} \\d+ # \\{trace_id="${trace}"\\}`),
    );
  });

  it("leaves a trace in the histograms for who asks for OpenMetrics, and nothing new for others", async () => {
    const { rt } = clinic;
    const { launchId } = await open(clinic, "nurse1", "enc-004");
    const trace = await traceOf(launchId);
    const scrape = async (accept: string | null) => answerMetrics(rt, `Bearer ${TOKEN}`, accept);
    const asked = await scrape("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.3");
    expect(asked.headers["content-type"]).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(asked.body).toMatch(
      new RegExp(`openacuity_ehr_request_duration_seconds_bucket\\{.*\\} \\d+ # \\{trace_id="${trace}"\\}`),
    );
    expect(asked.body).toMatch(/^# TYPE openacuity_assessments counter$/m);
    expect(asked.body).toMatch(/^openacuity_assessments_total\{answered_by="model"\} \d+$/m);
    expect(asked.body.endsWith("# EOF\n")).toBe(true);
    for (const accept of [null, "text/plain"]) {
      const plain = await scrape(accept);
      expect(plain.headers["content-type"]).toMatch(/^text\/plain/);
      expect(plain.body).toContain("# TYPE openacuity_assessments_total counter");
      expect(plain.body).not.toContain("trace_id");
    }
  });

  it("carries nothing that tells who a patient, a person or a visit is", async () => {
    const { sandbox, rt } = clinic;
    const { auth, view, launchId } = await open(clinic, "nurse1", "enc-005");
    const comment = "Zerubbabel Quillfeather's mother says he looks grey";
    await recordDecision(rt, auth, override(view, { reason: "other", comment }));
    const trace = await traceOf(launchId);
    await until(() => named(sent(trace), "job").length > 0);
    const people = [...sandbox.store.all("Patient"), ...sandbox.store.all("Practitioner")] as unknown as {
      id: string;
      birthDate?: string;
      name?: { family?: string; given?: string[] }[];
      identifier?: { value?: string }[];
    }[];
    const visits = [...sandbox.store.all("Encounter")] as unknown as { id: string }[];
    const words = [
      ...people.flatMap((p) => [
        p.id,
        p.birthDate,
        ...(p.name ?? []).flatMap((n) => [n.family, ...(n.given ?? [])]),
        ...(p.identifier ?? []).map((i) => i.value),
      ]),
      ...visits.map((v) => v.id),
      "Quillfeather",
      "grey",
      view.complaint ?? "",
      view.encounterId,
      view.assessment.id,
      launchId,
      auth.principal.userId,
      auth.principal.sessionId,
      auth.requestId,
      sandbox.fhirBaseUrl,
    ].filter((w): w is string => (w?.length ?? 0) >= 3);
    const bytes = receiver.bytes.join("\n");
    expect(words.length).toBeGreaterThan(200);
    expect(bytes.length).toBeGreaterThan(10_000);
    const found = words.filter((w) =>
      new RegExp(`(?<![A-Za-z0-9])${w.replace(/[^A-Za-z0-9 ]/g, "\\$&")}(?![A-Za-z0-9])`).test(bytes),
    );
    expect(found).toEqual([]);
    for (const span of receiver.spans) {
      expect(Object.keys(SPANS)).toContain(span.name);
      for (const name of Object.keys(span.attributes)) expect(Object.keys(SPAN_ATTRIBUTES)).toContain(name);
    }
  });
});

describe("a receiver", () => {
  const tally = async (outcome: "sent" | "lost") => {
    const { body } = await answerMetrics(clinic.rt, `Bearer ${TOKEN}`);
    return Number(
      new RegExp(`^openacuity_trace_spans_total\\{outcome="${outcome}"\\} (\\d+)$`, "m").exec(body)?.[1] ?? 0,
    );
  };

  it.each([500, "never"] as const)(
    "that answers %s loses spans, which are counted, and nothing else",
    async (answer) => {
      const { rt } = clinic;
      const before = await tally("lost");
      receiver.answer = answer;
      const encounter = answer === 500 ? "enc-006" : "enc-007";
      const { auth, view } = await open(clinic, "nurse1", encounter);
      const decided = await recordDecision(rt, auth, override(view));
      expect(decided.level).toBe(override(view).level);
      await until(() => levelsInEhr(clinic, encounter).length > 0);
      await until(async () => (await tally("lost")) > before);
      receiver.answer = 200;
    },
  );
});
