import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { currentTrace, currentTraceparent, keptTraceId } from "@/lib/core/trace-context";
import { type OtlpOptions, startOtlp } from "./otlp";
import { type OtlpReceiver, startOtlpReceiver } from "./testing/otlp-receiver";
import { type SpanAttributes, TRACING_OFF, type Tracing } from "./tracing";

let receiver: OtlpReceiver;
let tally: { sent: number; lost: number };
const open: Tracing[] = [];

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  tally = { sent: 0, lost: 0 };
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((t) => t.close()));
  await receiver.close();
});

function start(change: Partial<OtlpOptions> = {}): Tracing {
  const tracing = startOtlp({
    endpoint: receiver.endpoint,
    headers: {},
    ratio: 1,
    onSpans: (outcome, count) => {
      tally[outcome] += count;
    },
    timing: { everyMs: 10_000, timeoutMs: 300, closeMs: 1_000 },
    ...change,
  });
  open.push(tracing);
  return tracing;
}
const named = (name: string) => receiver.spans.filter((s) => s.name === name);

describe("spans", () => {
  it("stand inside each other, and what has just ended inside the one under way", async () => {
    const tracing = start();
    const answer = await tracing.span("encounter.open", {}, async () => {
      await tracing.span("case.assess", { "openacuity.count": 3 }, async () =>
        tracing.ended("ehr.request", { "ehr.resource": "Patient", "ehr.outcome": "ok" }, 0.002),
      );
      return 42;
    });
    tracing.ended("ehr.request", { "ehr.resource": "Patient" }, 1);
    expect(answer).toBe(42);
    expect(currentTrace()).toBeNull();
    await tracing.close();
    const [root] = named("encounter.open");
    const [inner] = named("case.assess");
    const leaves = named("ehr.request");
    expect(root?.parentSpanId).toBe("");
    expect(inner).toMatchObject({ parentSpanId: root?.spanId, attributes: { "openacuity.count": 3 } });
    // The one outside of everything is nobody's.
    expect(leaves).toHaveLength(1);
    expect(leaves[0]).toMatchObject({ parentSpanId: inner?.spanId, traceId: root?.traceId });
    expect((leaves[0]?.endMs ?? 0) - (leaves[0]?.startMs ?? 0)).toBeCloseTo(2, 1);
    expect(Math.abs((root?.startMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(tally).toEqual({ sent: 3, lost: 0 });
  });

  it("go on with what they are given, or point to it, and take what is none for absent", async () => {
    const tracing = start();
    const parent = await tracing.span("launch.begin", {}, async () => currentTraceparent());
    const id = String(parent).split("-")[1];
    await tracing.span("job", {}, async () => expect(keptTraceId()).toBe(id), { parent });
    await tracing.span("board.read", {}, async () => expect(keptTraceId()).not.toBe(id), { link: parent });
    await tracing.span("cds.answer", {}, async () => {}, { parent: "Quill's trace", link: null });
    await tracing.close();
    expect(named("job")[0]?.traceId).toBe(id);
    expect(named("board.read")[0]).toMatchObject({ parentSpanId: "", links: [id] });
    expect(named("cds.answer")[0]).toMatchObject({ parentSpanId: "", links: [] });
    expect(receiver.bytes.join()).not.toContain("Quill");
  });

  it("pass an error on and say its code alone", async () => {
    const tracing = start();
    const ours = new AppError("wrong-patient", "Quill is not Quigley");
    await expect(tracing.span("decision.record", {}, () => Promise.reject(ours))).rejects.toBe(ours);
    const foreign = new Error("no record of Quill");
    await expect(tracing.span("ehr.read", {}, () => Promise.reject(foreign))).rejects.toBe(foreign);
    await tracing.close();
    expect(named("decision.record")[0]).toMatchObject({
      failed: true,
      attributes: { "error.type": "wrong-patient" },
    });
    expect(named("ehr.read")[0]).toMatchObject({ failed: true, attributes: { "error.type": "internal" } });
    expect(receiver.bytes.join()).not.toContain("Quill");
  });

  it("take nothing up that is not on the list", async () => {
    const tracing = start();
    const careless = {
      "ehr.resource": "Patient/883421",
      "openacuity.route": "/encounters/0b6f7a52?mrn=883421",
      "openacuity.model.version": "Yolanda Nuñez-Prentiss",
      "openacuity.count": "883421",
      "patient.name": "Yolanda Nuñez-Prentiss",
      __proto__: "Yolanda",
      constructor: "Yolanda",
    } as unknown as SpanAttributes;
    await tracing.span("request", careless, async (span) => span.set(careless));
    await tracing.close();
    expect(named("request")[0]?.attributes).toEqual({
      "ehr.resource": "other",
      "openacuity.route": "other",
      "openacuity.model.version": "other",
    });
    expect(receiver.bytes.join()).not.toMatch(/883421|Yolanda/);
  });

  it("are not sent of a trace that is not kept, and its id stands nowhere", async () => {
    const tracing = start({ ratio: 0 });
    await tracing.span("launch.begin", {}, async () => {
      expect(keptTraceId()).toBeNull();
      // The decision is the whole launch's: it goes along to whoever continues.
      expect(currentTraceparent()).toMatch(/-00$/);
      tracing.ended("ehr.request", {}, 0.1);
    });
    await tracing.close();
    expect(receiver.bytes).toEqual([]);
    expect(tally).toEqual({ sent: 0, lost: 0 });
  });
});

describe("a receiver that is away, slow or refuses", () => {
  it("costs the spans beyond what is kept, each counted, and no time", async () => {
    receiver.answer = "never";
    const tracing = start();
    const started = performance.now();
    for (let i = 0; i < 5_000; i++) await tracing.span("job", {}, async () => {});
    expect(performance.now() - started).toBeLessThan(60_000);
    await tracing.close();
    expect(tally.sent).toBe(0);
    // A batch may be on its way while the rest waits: none is counted twice, none forgotten.
    expect(tally.lost).toBe(5_000);
  });

  it.each([400, 500, 503] as const)("%i: counted, and close() comes back in time", async (status) => {
    receiver.answer = status;
    const tracing = start();
    await tracing.span("job", {}, async () => {});
    const started = performance.now();
    await tracing.close();
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(tally).toEqual({ sent: 0, lost: 1 });
  });

  it("away: counted too", async () => {
    await receiver.close();
    const tracing = start();
    await tracing.span("job", {}, async () => {});
    await tracing.close();
    expect(tally).toEqual({ sent: 0, lost: 1 });
  });

  it("stops a closing process for no longer than it may take", async () => {
    receiver.answer = "never";
    const tracing = start({ timing: { everyMs: 10_000, timeoutMs: 60_000, closeMs: 200 } });
    await tracing.span("job", {}, async () => {});
    const started = performance.now();
    await tracing.close();
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe("without a receiver", () => {
  it("does the work and nothing else", async () => {
    expect(await TRACING_OFF.span("job", {}, async () => [currentTrace(), 1])).toEqual([null, 1]);
    TRACING_OFF.ended("job", {}, 1);
    await TRACING_OFF.close();
  });
});
