import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { CONSCIOUSNESS_LABELS, formatVital, VITAL_KEYS, type VitalKey, vital } from "@/lib/case/features";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { ERROR_CODES } from "@/lib/core/errors";
import { OVERRIDE_REASONS, VISIT_REASONS } from "@/lib/decision/decision";
import { checkExplanation } from "@/lib/explain/checks";
import type { Contribution, Explanation } from "@/lib/explain/explanation";
import { nameContribution } from "@/lib/explain/naming";
import { summarize, unknownSentence } from "@/lib/explain/words";
import { judgeVisit } from "@/lib/fhir/visit-state";
import { CATALOGUE, FINDING_KEYS } from "@/lib/findings/catalogue";
import { assessFloor, SAFETY_RULES } from "@/lib/safety/rules";
import { en } from "@/messages/en";
import { es } from "@/messages/es";
import { reteller } from "./retell";

const tell = reteller(en.said, es.said, "y");
/** Words that no Spanish sentence has: somebody else's words, in quotation marks, aside. */
const ENGLISH =
  /\b(?:saturation|needs|the|and|with|of|or|is|was|not|above|below|less|more|from|without|by|rate|pressure)\b/i;
const leftInEnglish = (texts: Iterable<string>): string[] =>
  [...new Set(texts)].filter((text) => {
    const told = tell(text).replace(/[“"][^”"]*[”"]/g, "");
    return told === text.replace(/[“"][^”"]*[”"]/g, "") || ENGLISH.test(told);
  });

describe("the English patterns are what lib says", () => {
  it("of errors, findings and rules, by their codes and ids", () => {
    const { network, theServerAnsweredWithStatus, ...codes } = en.said.error;
    expect(codes).toEqual(
      Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { userMessage }]) => [code, userMessage])),
    );
    expect(en.said.finding).toEqual(Object.fromEntries(FINDING_KEYS.map((k) => [k, CATALOGUE[k].label])));
    const labelled = SAFETY_RULES.filter((rule) => Object.hasOwn(en.said.rule, rule.id));
    for (const { id, when } of labelled)
      expect(when.startsWith(`${en.said.rule[id as keyof typeof en.said.rule]}: `), id).toBe(true);
    expect(labelled.length).toBe(Object.keys(en.said.rule).length);
  });
});

describe("everything lib says at the bedside can be told in Spanish", () => {
  const adult = (vitals: Vitals, ageYears = 40): TriageCase =>
    ({
      ageYears,
      sex: "female",
      arrivalMode: "unknown",
      chiefComplaint: "",
      history: [],
      injury: null,
      vitals,
    }) as unknown as TriageCase;

  it("every vital-sign rule, at every age, over the whole range of values", () => {
    const reasons: string[] = [];
    const fired = new Set<string>();
    const see = (c: TriageCase) => {
      for (const rule of assessFloor(c)?.rules ?? []) {
        reasons.push(rule.reason);
        fired.add(rule.id);
      }
    };
    for (const age of [0.02, 0.1, 0.2, 0.4, 0.8, 2, 5, 12, 40, 80]) {
      for (const key of VITAL_KEYS) {
        const [low, high] = vital(key).range;
        for (let i = 0; i <= 60; i++) {
          const value = Number((low + ((high - low) * i) / 60).toFixed(vital(key).decimals));
          for (const beside of BESIDE) see(adult({ ...beside, [key]: value }, age));
        }
      }
      for (const consciousness of ["voice", "pain", "unresponsive"] as const)
        see(adult({ consciousness }, age));
    }
    expect(leftInEnglish(reasons)).toEqual([]);
    // By words and not by a value: told below.
    const vitalRules = SAFETY_RULES.filter((r) => r.family !== "complaint" && r.id !== "newborn-shock").map(
      (r) => r.id,
    );
    expect(vitalRules.filter((id) => !fired.has(id))).toEqual([]);
  });

  it("every rule over words: said so, only considered, and over", () => {
    const labels = Object.values(en.said.rule).filter((label) => label !== "Sepsis");
    const texts = labels.flatMap((label) => [
      `${label}: "quoted"`,
      `${label} considered: "quoted", "and more"`,
      `${label}, over now: "quoted"`,
    ]);
    texts.push('Infant with poor perfusion: "mottled", "limp"');
    texts.push('Signs of shock: systolic pressure 78 mmHg with "clammy"');
    expect(leftInEnglish(texts)).toEqual([]);
    expect(tell('Sepsis considered: "r/o sepsis"')).toBe('Sepsis (en consideración): "r/o sepsis"');
    expect(tell('Anaphylaxis, over now: "anaphylaxis"')).toBe('Anafilaxia (ya pasó): "anaphylaxis"');
  });

  it("every vital sign that was told and not measured", () => {
    const note =
      "GCS 6. Sats 78 on air. RR 40. HR 150. BP 60/30. T 34.1. Skin clammy, confused, short of breath, fever.";
    const reasons = (assessFloor({ ...adult({}), note })?.rules ?? []).map((rule) => rule.reason);
    expect(reasons.filter((reason) => reason.includes("as told")).length).toBeGreaterThan(10);
    expect(leftInEnglish(reasons)).toEqual([]);
    expect(tell('Glasgow Coma Scale 6/15 (8 or less), as told: "GCS 6"')).toBe(
      'Escala de coma de Glasgow 6/15 (8 o menos), según se cuenta: "GCS 6"',
    );
  });

  it("what may speak against a visit", () => {
    const texts: string[] = [];
    for (const status of [
      "in-progress",
      "finished",
      "cancelled",
      "entered-in-error",
      "planned",
      "onleave",
      "odd",
    ])
      for (const classCode of ["EMER", "", "AMB", "IMP", "OBSENC", "SS", "VR", "HH", "FLD", "PRENC", "ODD"])
        for (const arrivedAt of [
          "2026-03-01T11:00:00Z",
          "2026-02-28T09:00:00Z",
          "2026-02-20T11:00:00Z",
          "2026-03-02T11:00:00Z",
        ])
          for (const problems of [[], [{ code: "merged-patient" }]]) {
            const encounter = { status, classCode, arrivedAt, endedAt: "2026-03-01T11:30:00Z" };
            const state = judgeVisit(
              { encounter, patient: { deceased: true }, problems } as never,
              new Date("2026-03-01T12:00:00Z"),
            );
            texts.push(
              ...state.doubts.map((d) => d.text),
              ...(state.barred ? [state.barred.title, state.barred.advice] : []),
            );
          }
    expect(leftInEnglish(texts)).toEqual([]);
  });

  it("the oxygen a patient is given, with what it is a name of left whole", () => {
    expect(tell("Oxygen saturation 85 % on 15 L/min: needs much oxygen (ratio 106, 235 or less)")).toBe(
      "Saturación de oxígeno 85 % con 15 L/min: necesita mucho oxígeno (cociente 106, 235 o menos)",
    );
    expect(tell("Oxygen saturation 78 % (below 92)")).toBe("Saturación de oxígeno 78 % (por debajo de 92)");
    expect(tell("8.7 %")).toBe("8,7 %");
  });

  it("reasons to choose from, and states of consciousness", () => {
    const texts = [...OVERRIDE_REASONS, ...VISIT_REASONS].map((r) => r.label);
    expect(leftInEnglish([...texts, ...Object.values(CONSCIOUSNESS_LABELS)])).toEqual([]);
  });

  it("the names and sentences of an explanation, and its checks", () => {
    const all = contributions();
    const names = all.map((c) => nameContribution(c, { ageYears: 40 }));
    const sentences: string[] = [];
    for (const level of [2, 3, null] as const)
      for (const chosen of [
        all,
        all.slice(0, 1),
        all.slice(1, 2),
        [],
        all.map((c) => ({ ...c, shap: 0.001 })),
      ])
        for (const sign of [1, -1]) {
          const e = explanationOf(chosen.map((c) => ({ ...c, shap: c.shap * sign })));
          sentences.push(
            ...summarize(e, {
              level,
              modelLevel: 3,
              missing: ["Pain score", "Sex"],
              complaint: null,
              note: null,
            } as never),
          );
          for (const over of [
            {},
            { r2: 0.1 },
            { opposed: true },
            { other: true },
            { method: "exact" },
            { residual: 1 },
          ] as const)
            sentences.push(
              ...checkExplanation(explanationOf(e.contributions, over)).flatMap((c) => [c.title, c.detail]),
            );
        }
    sentences.push(unknownSentence([]), unknownSentence(VITAL_KEYS.map((k) => vital(k).label)));
    sentences.push(
      unknownSentence(["Systolic blood pressure", "Diastolic blood pressure", "How the patient arrived"]),
    );
    expect(leftInEnglish(names.filter((n) => !n.startsWith("“") && !n.endsWith("(history)")))).toEqual([]);
    expect(leftInEnglish(sentences)).toEqual([]);
  });

  it.each([
    ["components/triage/decision-draft.ts", /[.]$/],
    ["components/triage/use-act.ts", /[.]$/],
    ["components/triage/use-undo.ts", /[.]/],
    ["components/triage/use-next.ts", /[.]$/],
    ["components/triage/use-visit-reason.ts", /[.]$/],
    ["components/triage/key-answer.tsx", /^(?!addEventListener).*[.]$/],
    ["lib/auth/session.ts", /[.]$/],
    ["lib/case/readings.ts", /^\w(?!as sent \{\} and).* (?:hours old|is not used)$/],
    ["lib/workflows/clinic/assess.ts", /^The (?:age|model).*[.]$/],
    ["lib/workflows/clinic/check-decision.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/ehr-access.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/lead-review.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/leave-out.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/patient-access.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/quick-triage.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/record-decision.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/report-problem.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/similar-patients.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/undo-decision.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/visit-access.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/waiting-list.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/what-would-change.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/devices/check-out.ts", /^[A-Z].*[.]$/],
    ["lib/workflows/clinic/second-reading.ts", /^This case.*[.]$/],
    ["lib/feedback/second-reading.ts", /^(?:I know|Not enough|The text)/],
    ["lib/auth/launch-refusals.ts", /^(?:The EHR|This|You) .*[.]$/],
    ["lib/fhir/find-waiting.ts", /^[A-Z].*[.]$/],
    ["lib/fhir/reshape/patient.ts", /^[A-Z].*[.]$/],
    ["lib/fhir/reshape/complaint.ts", /^[A-Z].*[.]$/],
    ["lib/fhir/assemble.ts", /^The EHR .*[.]$/],
  ])("every sentence of %s", (file, what) => {
    const sentences = literalsOf(file)
      .filter((text) => what.test(text) && text.includes(" "))
      .map((text) => (text.endsWith("is not used") ? `Heart rate ${text}.` : text));
    expect(sentences.length).toBeGreaterThan(0);
    const patterns = new Set(patternsOf(en.said));
    expect(
      sentences.filter(
        (text) => !patterns.has(text) && leftInEnglish([text.replaceAll("{}", "7")]).length > 0,
      ),
    ).toEqual([]);
  });
});

const BESIDE: readonly Vitals[] = [
  {},
  { heartRate: 120, respiratoryRate: 28 },
  { heartRate: 80, respiratoryRate: 16, systolic: 120 },
  { consciousness: "voice", spo2: 88 },
  { onOxygen: true, oxygenFlow: 15 },
  { onOxygen: true, oxygenFlow: 2 },
  { temperature: 39.2, respiratoryRate: 24, systolic: 95 },
];

function contributions(): Contribution[] {
  const base = { standardError: 0, levelShap: [0, 0, 0, 0, 0] } as const;
  const vitals = VITAL_KEYS.flatMap((key: VitalKey) => {
    const [low, high] = vital(key).range;
    return [low, (low + high) / 2, high].map((value, i) => ({
      ...base,
      feature: `vitals.${key}`,
      group: "vitals",
      label: vital(key).label,
      display: formatVital(key, value),
      value,
      shap: -0.3 + i * 0.01,
    }));
  });
  const facts = [
    ["injury", "Injury", true],
    ["injury", "Injury", false],
    ["arrivalMode", "How the patient arrived", "ambulance"],
    ["arrivalMode", "How the patient arrived", "walk-in"],
    ["arrivalMode", "How the patient arrived", "other"],
    ["sex", "Sex", "female"],
    ["sex", "Sex", "male"],
    ["vitals.consciousness", "Level of consciousness", "voice"],
    ["vitals.consciousness", "Level of consciousness", "pain"],
    ["vitals.consciousness", "Level of consciousness", "alert"],
    ["vitals.consciousness", "Level of consciousness", "unresponsive"],
  ].map(([feature, label, value]) => ({
    ...base,
    feature,
    group: "patient",
    label,
    display: null,
    value,
    shap: 0.2,
  }));
  return [...vitals, ...facts] as unknown as Contribution[];
}

type Over = { r2?: number; opposed?: boolean; other?: boolean; method?: "exact"; residual?: number };
const explanationOf = (all: readonly Contribution[], over: Over = {}): Explanation =>
  ({
    method: "owen",
    samples: null,
    baseValue: 3,
    outputValue: 3 + all.reduce((sum, c) => sum + c.shap, 0),
    additivityResidual: 0,
    contributions: all,
    groups: [],
    lime: {
      r2: over.r2 ?? 0.9,
      stability: 0.9,
      coefficients: all.map((c, i) => (over.opposed ? -c.shap : over.other ? i : c.shap)),
    },
    ...(over.method ? { method: over.method } : {}),
    ...(over.residual ? { additivityResidual: over.residual } : {}),
  }) as unknown as Explanation;

/** Every string of a file; "{}" for what is put into a template. */
function literalsOf(file: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (typeof node !== "object" || node === null || !("type" in node)) return;
    const n = node as { type: string; value?: unknown; quasis?: { value: { cooked: string } }[] };
    if (n.type === "ImportDeclaration") return;
    if (n.type === "Literal" && typeof n.value === "string") found.push(n.value);
    if (n.type === "TemplateLiteral") found.push((n.quasis ?? []).map((q) => q.value.cooked).join("{}"));
    for (const value of Object.values(n)) visit(value);
  };
  visit(parseSync(file, readFileSync(file, "utf8")).program);
  return found;
}

function patternsOf(tree: object): string[] {
  return Object.values(tree).flatMap((value) =>
    typeof value === "string" ? [value.replace(/\{\w+\}/g, "{}")] : patternsOf(value as object),
  );
}
