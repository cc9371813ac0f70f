import { describe, expect, it } from "vitest";
import { type Alert, alertCallSchema, nameOfFiring, severityOf, titleOf } from "./alertmanager";

const alert = {
  status: "firing",
  labels: { alertname: "OpenAcuityDown", severity: "page" },
  annotations: { summary: "The app does not answer" },
  startsAt: "2026-11-30T01:02:03.456+01:00",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://prometheus/graph",
  fingerprint: "0123456789abcdef",
} as const;
/** As Alertmanager 0.27 sends it; what is not asked for is let be. */
const call = {
  receiver: "openacuity",
  status: "firing",
  version: "4",
  groupKey: "{}",
  truncatedAlerts: 0,
  alerts: [alert],
};

describe("a call of Alertmanager", () => {
  it("is read", () => {
    const { alerts } = alertCallSchema.parse(call);
    expect(alerts.map(titleOf)).toEqual(["The app does not answer"]);
    expect(alerts.map(severityOf)).toEqual(["high"]);
    expect(alerts.map(nameOfFiring)).toEqual(["alert:0123456789abcdef:2026-11-30T00:02:03.456Z"]);
  });

  it.each([
    ["another version", { ...call, version: "3" }],
    ["no alerts", { ...call, alerts: undefined }],
    ["a fingerprint that is none", { ...call, alerts: [{ ...alert, fingerprint: "x" }] }],
    ["a time that is none", { ...call, alerts: [{ ...alert, startsAt: "yesterday" }] }],
    ["a label that is no text", { ...call, alerts: [{ ...alert, labels: { severity: 3 } }] }],
    ["far too many", { ...call, alerts: Array.from({ length: 501 }, () => alert) }],
  ])("is refused with %s", (_what, body) => {
    expect(alertCallSchema.safeParse(body).success).toBe(false);
  });

  it("has a title and a severity whatever the rule left out", () => {
    const bare = { ...alert, labels: {}, annotations: {} } as Alert;
    expect([titleOf(bare), severityOf(bare)]).toEqual(["An alert without a name", null]);
    expect(titleOf({ ...bare, annotations: { summary: "x".repeat(500) } })).toHaveLength(120);
  });
});
