import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { policyDigest } from "@/lib/registry/gates/gate-policy";
import { DOCUMENTS, makeDocument } from ".";
import { NOT_KNOWN } from "./document";
import type { Facts } from "./facts";
import { HAZARDS } from "./hazards";
import { ATTRIBUTES } from "./hti1";
import { toJson, toMarkdown } from "./to-markdown";

const SHIPPED = "models/openacuity-triage";
const read = (name: string) => readFileSync(`${SHIPPED}/${name}`, "utf8");
const manifest = JSON.parse(read("manifest.json"));

/** An installation of which nothing is known yet. */
const EMPTY: Facts = {
  product: { version: "1.2.3" },
  madeAt: "2026-03-30T12:00:00.000Z",
  model: null,
  gates: null,
  checks: [],
  retraining: null,
  audit: { days: 30, entries: 0, head: null, byEvent: [] },
  fairness: null,
  incidents: { open: 0, all: 0 },
  components: null,
  retentionDays: null,
};
const FULL: Facts = {
  ...EMPTY,
  model: {
    name: manifest.name,
    version: manifest.version,
    digest: "d".repeat(64),
    parent: null,
    trainedOn: manifest.lineage.description,
    registeredAt: "2026-03-01T00:00:00.000Z",
    registeredBy: "OpenAcuity release",
    policy: "balanced",
    sources: manifest.lineage.sources,
    inputs: ["ageYears", "heartRate", "sex"],
    readsNames: false,
    evaluation: JSON.parse(read("evaluation.json")),
    metrics: JSON.parse(read("metrics.json")),
    card: read("README.md"),
    files: Object.entries(manifest.files as Record<string, string>).map(([name, sha256]) => ({
      name,
      sha256,
    })),
  },
  gates: {
    policy: DEFAULT_GATE_POLICY,
    digest: policyDigest(DEFAULT_GATE_POLICY),
    setAt: "2026-03-01T00:00:00.000Z",
    reason: null,
  },
  retraining: [{ name: "Manual", words: "by an admin" }],
  audit: {
    days: 30,
    entries: 3,
    head: { seq: 3, hash: "h".repeat(64) },
    byEvent: [{ event: "decision.recorded", means: "A clinician decided on a level", count: 3 }],
  },
  components: [
    { name: "zod", version: "4.0.0", licence: "MIT" },
    { name: "odd", version: "1.0.0", licence: null },
  ],
  retentionDays: 365,
};
const rowsOf = (id: string, facts: Facts) => makeDocument(id, facts).sections.flatMap((s) => s.rows ?? []);

describe("the source attributes", () => {
  it.each([
    ["of an installation without anything", EMPTY],
    ["of one with a model", FULL],
  ])("are thirty-one, each with an answer or said to be not known: %s", (_name, facts) => {
    const rows = rowsOf("source-attributes", facts);
    expect(rows).toHaveLength(ATTRIBUTES);
    expect(new Set(rows.map((r) => r.what)).size).toBe(ATTRIBUTES);
    const { notKnown } = makeDocument("source-attributes", facts);
    for (const r of rows) {
      expect(r.answer === null || r.answer.trim().length > 0, r.what).toBe(true);
      expect(
        notKnown.some((line) => line.endsWith(r.what)),
        r.what,
      ).toBe(r.answer === null);
    }
  });

  it("are numbered as the rule has them: 4, 4, 2, 4, 2, 4, 5, 4, 2", () => {
    const { sections } = makeDocument("source-attributes", FULL);
    expect(sections.map((s) => s.rows?.length)).toEqual([4, 4, 2, 4, 2, 4, 5, 4, 2]);
  });
});

describe("documents", () => {
  it.each(DOCUMENTS.map((d) => d.id))("say of what they are and make up nothing: %s", (id) => {
    const document = makeDocument(id, EMPTY);
    const markdown = toMarkdown(document);
    expect(markdown).toContain("no model in use");
    expect(markdown).toContain(document.stamp.digest);
    // Without data there is no share, kappa or AUROC to tell.
    expect(markdown).not.toMatch(/\d\.\d %|kappa 0|AUROC of \S+ \d/);
    for (const line of document.notKnown) expect(markdown).toContain(`- ${line}`);
    if (document.notKnown.length > 0) expect(markdown).toContain(NOT_KNOWN);
    expect(JSON.parse(toJson(document))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it.each(DOCUMENTS.map((d) => d.id))("have the same content whenever they are made: %s", (id) => {
    const later = makeDocument(id, { ...FULL, madeAt: "2027-01-01T00:00:00.000Z" });
    const now = makeDocument(id, FULL);
    expect(later.stamp.digest).toBe(now.stamp.digest);
    expect(later.stamp.madeAt).not.toBe(now.stamp.madeAt);
  });

  it("tell figures as the evaluation has them, with intervals and what they were measured on", () => {
    const set = FULL.model?.evaluation?.survey?.policies.find((p) => p.policy === "balanced")?.figures;
    const accuracy = set?.figures.find((f) => f.name === "Accuracy")?.value as number;
    const answer = rowsOf("source-attributes", FULL).find((r) => r.what.startsWith("(i) Validity"))?.answer;
    expect(answer).toContain(`same level ${(100 * accuracy).toFixed(1)} % [`);
    expect(answer).toContain(`${set?.dataset}, ${set?.cases.toLocaleString("en-GB")} cases`);
  });

  it("have a row for every check in force", () => {
    const { sections } = makeDocument("change-control-plan", FULL);
    const checks = sections.find((s) => s.title.startsWith("Modification protocol"));
    expect(checks?.table?.rows).toHaveLength(DEFAULT_GATE_POLICY.gates.length);
    expect(checks?.about).toContain(policyDigest(DEFAULT_GATE_POLICY));
  });

  it("list a licence that nobody states as not known", () => {
    expect(makeDocument("bill-of-materials", FULL).notKnown).toEqual(["Licences: Licence of odd 1.0.0"]);
  });

  it("are escaped, so that no name can break a table", () => {
    const odd = { ...FULL, components: [{ name: "a|b<script>\nc", version: "1", licence: null }] };
    expect(toMarkdown(makeDocument("bill-of-materials", odd))).toContain("a\\|b&lt;script&gt; c");
  });

  it("are not to be had by another name", () => {
    expect(() => makeDocument("nothing", FULL)).toThrow(expect.objectContaining({ code: "not-found" }));
  });
});

describe("the documents of the AI Act", () => {
  const letters = (id: string, title: RegExp) =>
    makeDocument(id, FULL)
      .sections.filter((x) => title.test(x.title))
      .flatMap((x) => x.rows ?? [])
      .flatMap((r) => /^\(([a-z])\)(?:\(([ivx]+)\))?/.exec(r.what)?.[0] ?? []);

  it.each([
    [
      "instructions-for-use",
      /./,
      "(a) (b)(i) (b)(ii) (b)(iii) (b)(iv) (b)(v) (b)(vi) (b)(vii) (c) (d) (e) (f)",
    ],
    ["human-oversight", /./, "(a) (b) (c) (d) (e)"],
    ["technical-documentation", /^1\./, "(a) (b) (c) (d) (e) (f) (g) (h)"],
    ["technical-documentation", /^2\./, "(a) (b) (c) (d) (e) (f) (g) (h)"],
  ])("have every point of the published text in its order: %s %s", (id, title, points) => {
    expect([...new Set(letters(id, title))].join(" ")).toBe(points);
  });

  it("have the nine points of Annex IV, and say by which text", () => {
    const { sections } = makeDocument("technical-documentation", FULL);
    const last = sections.at(-1)?.rows ?? [];
    expect([...new Set(last.map((r) => r.what[0]))].join("")).toBe("3456789");
    for (const id of ["log-extract", "instructions-for-use", "human-oversight", "technical-documentation"])
      expect(toMarkdown(makeDocument(id, EMPTY))).toContain("L, 2024/1689, 12.7.2024");
  });

  it("claim nothing by Article 12(3), which is about biometric identification alone", () => {
    expect(toMarkdown(makeDocument("log-extract", FULL))).not.toContain("12(3)");
  });
});

describe("hazards", () => {
  it("are twenty-five and more, each once and whole", () => {
    expect(HAZARDS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(HAZARDS.map((h) => h.id)).size).toBe(HAZARDS.length);
    expect(new Set(HAZARDS.map((h) => h.hazard)).size).toBe(HAZARDS.length);
  });

  it.each(HAZARDS.map((h) => [h.id, ...h.test] as const))(
    "%s is verified by a test there is: %s, %s",
    (_id, file, name) => {
      expect(existsSync(file), file).toBe(true);
      const source = readFileSync(file, "utf8");
      // As a test's own name: first in the brackets of it(…), or after the brackets of the table it is run over.
      const called = [`it("${name}"`, `)("${name}"`, `)(\n    "${name}"`].some((start) =>
        source.includes(start),
      );
      expect(called, `${file} has no test "${name}"`).toBe(true);
    },
  );
});
