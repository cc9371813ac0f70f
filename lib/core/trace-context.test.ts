import { describe, expect, it } from "vitest";
import { createLogger } from "./logger";
import {
  type ActiveTrace,
  currentTraceparent,
  keptTraceId,
  readTraceparent,
  withoutTrace,
  withTrace,
  writeTraceparent,
} from "./trace-context";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const kept: ActiveTrace = { traceId, spanId, sampled: true, since: { wall: 0, steady: 0 } };

describe("a traceparent", () => {
  // The first is the specification's own example.
  it.each([
    [`00-${traceId}-${spanId}-01`, { traceId, spanId, sampled: true }],
    [`00-${traceId}-${spanId}-00`, { traceId, spanId, sampled: false }],
    [`00-${traceId}-${spanId}-03`, { traceId, spanId, sampled: true }],
    [`00-${"0".repeat(32)}-${spanId}-01`, null],
    [`00-${traceId}-${"0".repeat(16)}-01`, null],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, null],
    [`01-${traceId}-${spanId}-01`, null],
    [`00-${traceId}-${spanId}-01-more`, null],
    ["Yolanda Nuñez-Prentiss", null],
    ["", null],
    [null, null],
    [{ traceId }, null],
  ])("%j is read as %j", (text, read) => {
    expect(readTraceparent(text)).toEqual(read);
    if (read && !String(text).endsWith("-03")) expect(writeTraceparent(read)).toBe(text);
  });
});

describe("the trace under way", () => {
  it("follows the work over what it waits for, and nothing else", async () => {
    const seen = await withTrace(kept, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [keptTraceId(), currentTraceparent(), withoutTrace(currentTraceparent)];
    });
    expect(seen).toEqual([traceId, `00-${traceId}-${spanId}-01`, null]);
    expect(keptTraceId()).toBeNull();
  });

  it("stands in log lines where it is kept, for there is nothing to look up otherwise", () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line: string) => void lines.push(line) });
    logger.info({}, "outside");
    withTrace(kept, () => logger.child({ code: "x" }).info({ traceId: "another" }, "inside"));
    withTrace({ ...kept, sampled: false }, () => logger.info({}, "not kept"));
    expect(lines.map((l) => (JSON.parse(l) as { traceId?: string }).traceId)).toEqual([
      undefined,
      traceId,
      undefined,
    ]);
  });
});
