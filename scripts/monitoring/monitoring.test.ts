import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { INTERACTIVE, METRICS, PROCESS_METRICS } from "@/lib/monitoring/definitions";
import { stateAlerts } from "./alerts";
import { RULES } from "./files";
import { NETWORK } from "./network-panels";
import { DASHBOARDS } from "./panels";
import { type AlertRule, runbookOf } from "./rules";
import { sloAlerts, sloRecording } from "./slo";

const read = (file: string) => readFileSync(file, "utf8");
const alerts = [...sloAlerts().rules, ...stateAlerts().rules] as AlertRule[];
const names = [...new Set(alerts.map((a) => a.alert))];
const operations = read("docs/operations.md");

/** Every series that is scraped, and every label it has. */
const scraped = new Map<string, readonly string[]>();
for (const { name, type, labels } of Object.values(METRICS)) {
  const own = Object.keys(labels);
  if (type !== "histogram") scraped.set(name, own);
  else for (const part of ["bucket", "sum", "count"]) scraped.set(`${name}_${part}`, [...own, "le"]);
}
for (const name of Object.keys(PROCESS_METRICS)) scraped.set(name, ["kind", "le"]);
scraped.set("openacuity_nodejs_gc_duration_seconds_sum", ["kind"]);
// The door of a network gives it (bin/serve/front-probes.ts), and to all others their site.
scraped.set("openacuity_site_up", []);
const recorded = new Set(sloRecording().rules.map((r) => ("record" in r ? r.record : "")));

const expressions = [
  ...alerts.map((a) => [a.alert, a.expr] as const),
  ...sloRecording().rules.map((r) => ["record" in r ? r.record : "", r.expr] as const),
  ...[...DASHBOARDS, NETWORK]
    .flatMap((d) => d.rows.flatMap((r) => r.panels))
    .flatMap((p) => p.queries.map(([expr]) => [p.title, expr] as const)),
];

describe("rules and panels", () => {
  it.each(expressions)("%s asks for what there is", (_what, expr) => {
    const asked = expr.match(/openacuity[_:][a-z0-9_:]+/g) ?? [];
    expect(asked.length).toBeGreaterThan(expr.startsWith("up{") ? -1 : 0);
    expect(asked.filter((name) => !scraped.has(name) && !recorded.has(name))).toEqual([]);
    for (const [, name, selector] of expr.matchAll(/(openacuity_[a-z0-9_]+)\{([^}]*)\}/g)) {
      const known = [...(scraped.get(name as string) ?? []), "instance", "job", "site"];
      const labels = [...(selector as string).matchAll(/(?:^|,)\s*([a-z_]+)\s*[=!]/g)].map(([, l]) => l);
      expect(labels.filter((l) => !known.includes(l as string))).toEqual([]);
    }
  });

  it("have no two panels of one name on a dashboard, and no two dashboards of one", () => {
    expect(new Set(DASHBOARDS.map((d) => d.uid)).size).toBe(DASHBOARDS.length);
    for (const { rows } of DASHBOARDS) {
      const titles = rows.flatMap((r) => r.panels.map((p) => p.title));
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it("ask for a network's sites apart, and for none where there is one", () => {
    for (const [expr] of NETWORK.rows.flatMap((r) => r.panels.flatMap((p) => p.queries)))
      for (const [asked] of expr.matchAll(/openacuity_[a-z0-9_]+(\{[^}]*\})?/g))
        expect(asked).toMatch(/^openacuity_site_up$|\{site!=""/);
  });

  it("show every metric somewhere", () => {
    const all = expressions.map(([, expr]) => expr).join("\n");
    expect(Object.values(METRICS).filter(({ name }) => !all.includes(name))).toEqual([]);
  });
});

describe.each(names)("%s", (name) => {
  it("has a runbook where the alert says, with what to do", () => {
    const anchor = runbookOf(name).split("#")[1];
    const sections = operations.split(/^### /m).slice(1);
    const section = sections.find((s) => s.split("\n")[0]?.trim().toLowerCase() === anchor);
    expect(section?.length).toBeGreaterThan(150);
  });

  it("is seen to fire in the rules' own tests", () => {
    expect(read(`${RULES}/tests.yml`) + read(`${RULES}/tests-long.yml`)).toContain(`alertname="${name}"`);
  });
});

it("has no runbook of an alert that is no more", () => {
  const written = [...operations.matchAll(/^### (OpenAcuity\w+)$/gm)].map(([, name]) => name);
  expect(written.sort()).toEqual([...names].sort());
});

it("sends pages and tickets somewhere, and silences alerts that exist", () => {
  const text = read("deploy/monitoring/alertmanager.yml");
  for (const severity of new Set(alerts.map((a) => a.labels.severity)))
    expect(text).toContain(`severity = "${severity}"`);
  const named = [...text.matchAll(/alertname =~? "(OpenAcuity[^"]+)"/g)].map(
    ([, pattern]) => pattern as string,
  );
  expect(named.length).toBeGreaterThan(1);
  for (const pattern of named)
    for (const one of pattern.replace(/^OpenAcuity\((.*)\)$/, "$1").split("|"))
      expect(names).toContain(one.startsWith("OpenAcuity") ? one : `OpenAcuity${one}`);
});

it("promises a time for actions and routes that there are", () => {
  const made = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(actions|route)\.ts$/.test(file))
    .flatMap((file) => [...read(`app/${file}`).matchAll(/\bname: "([^"]+)"/g)].map(([, name]) => name));
  expect(INTERACTIVE.filter((name) => !made.includes(name))).toEqual([]);
});
