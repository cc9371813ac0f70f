import { describe, expect, it } from "vitest";
import { createMetrics, overrideDirection } from "./metrics";

describe("metrics", () => {
  it("render in Prometheus' text format", async () => {
    const m = createMetrics();
    m.requestDuration.observe({ route: "board", status: "ok" }, 0.2);
    m.decisions.inc({ kind: "override", level: "2", direction: "more-urgent" });
    const text = await m.registry.metrics();
    expect(text).toContain(
      'openacuity_request_duration_seconds_bucket{le="0.25",route="board",status="ok"} 1',
    );
    expect(text).toContain('openacuity_decisions_total{kind="override",level="2",direction="more-urgent"} 1');
  });

  it.each([
    [3, 2, "more-urgent"],
    [2, 3, "less-urgent"],
    [3, 3, "none"],
    [null, 3, "none"],
  ] as const)("shown %s, chosen %s: %s", (shown, chosen, direction) => {
    expect(overrideDirection(shown, chosen)).toBe(direction);
  });
});
