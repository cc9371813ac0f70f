import { beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { tokenizerJson, trainVocabulary } from "@/lib/training/text/vocabulary";
import type { ModelConfig } from "./config";
import { collate, createCaseEncoder, encodeText } from "./inputs";
import { loadTokenizer, MASK_WORD, SPECIAL_TOKENS, type TextTokenizer } from "./tokenizer";

let tokenizer: TextTokenizer;
let config: ModelConfig;
beforeAll(() => {
  const pieces = trainVocabulary(["chest pain sob fever chf diabetes vomiting ".repeat(2)], 200);
  tokenizer = loadTokenizer(tokenizerJson(pieces));
  config = {
    model_type: "openacuity-encoder",
    format_version: 1,
    architectures: ["OpenAcuityTriageModel"],
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: 8,
    vocab_size: pieces.length,
    max_text_length: 24,
    hidden_act: "quick_gelu",
    layer_norm_eps: 1e-5,
    pad_token_id: 0,
    heads: ["esi"],
    numbers: [
      { key: "ageYears", edges: [0, 50, 100] },
      { key: "heartRate", edges: [40, 100] },
    ],
    categories: [
      { key: "sex", values: ["female", "male", "other", "unknown"] },
      { key: "injury", values: ["no", "yes"] },
    ],
  };
});

describe("tokenizer", () => {
  it("keeps the special tokens where the model expects them", () => {
    const { pad, unk, cls, sep, mask } = tokenizer.special;
    expect([pad, unk, cls, sep, mask]).toEqual(SPECIAL_TOKENS.map((_, id) => id));
    expect(tokenizer.encode(MASK_WORD, 9)).toEqual([mask]);
    expect(tokenizer.encode(`chest ${MASK_WORD}, pain`, 9)).toContain(mask);
  });

  it("knows no unknown Latin text and ignores case", () => {
    expect(tokenizer.encode("BRBPR x3d w/ n/v & Ähnlich", 99)).not.toContain(tokenizer.special.unk);
    expect(tokenizer.encode("Chest PAIN", 9)).toEqual(tokenizer.encode("chest pain", 9));
  });

  it("is the sum of its words, so that its cache is exact", () => {
    const whole = tokenizer.encode("chest pain, sob; fever(x3)", 99);
    const parts = ["chest", "pain,", "sob;", "fever(x3)"].flatMap((w) => tokenizer.encode(w, 99));
    expect(whole).toEqual(parts);
  });

  it("stops at its limit and survives endless words", () => {
    expect(tokenizer.encode("pain ".repeat(10_000), 24)).toHaveLength(24);
    expect(tokenizer.encode("x".repeat(100_000), 24).length).toBeLessThanOrEqual(24);
  });

  it.each([{}, { model: { type: "Magic" } }, { ...tokenizerJson(["a", "b"]), added_tokens: [] }])(
    "refuses %#",
    (json) => {
      expect(() => loadTokenizer(json)).toThrow(/tokenizer\.json/);
    },
  );
});

describe("text of a case", () => {
  it("puts complaint, note and history in order, counted within each", () => {
    const { tokens, segments, positions } = encodeText(
      { id: "1", ageYears: 1, chiefComplaint: "chest pain", note: "fever", history: ["chf", "diabetes"] },
      tokenizer,
      24,
    );
    expect(segments).toEqual([0, 0, 1, 2, 2, 2, 2]);
    expect(positions).toEqual([0, 1, 0, 0, 1, 2, 3]);
    expect(tokens.filter((t) => t === tokenizer.special.sep)).toHaveLength(2);
  });

  it("is what BERT learned on for an encoder that began as one: places counted through, every part closed", () => {
    const c = { id: "1", ageYears: 1, chiefComplaint: "chest pain", note: "fever", history: ["chf"] };
    const { tokens, segments, positions } = encodeText(c, tokenizer, 24, "bert");
    expect(segments).toEqual([0, 0, 0, 1, 1, 2, 2]);
    expect(positions).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(tokens.flatMap((t, i) => (t === tokenizer.special.sep ? [i] : []))).toEqual([2, 4, 6]);
    const long = encodeText({ ...c, note: "vomiting ".repeat(90) }, tokenizer, 24, "bert");
    expect([long.tokens.length, long.tokens.at(-3)]).toEqual([24, tokenizer.special.sep]);
    const full = encodeText(
      { id: "1", ageYears: 1, chiefComplaint: "pain ".repeat(90) },
      tokenizer,
      24,
      "bert",
    );
    expect([full.tokens.length, full.tokens.at(-1)]).toEqual([24, tokenizer.special.sep]);
  });

  it("cuts a long note and long history, never the complaint", () => {
    const complaint = "chest pain sob fever";
    const { segments } = encodeText(
      {
        id: "1",
        ageYears: 1,
        chiefComplaint: complaint,
        note: "vomiting ".repeat(400),
        history: Array.from({ length: 50 }, () => "diabetes"),
      },
      tokenizer,
      24,
    );
    expect(segments.filter((s) => s === 0)).toHaveLength(4);
    expect(segments.filter((s) => s === 2)).toHaveLength(8);
    expect(segments).toHaveLength(24);
  });
});

describe("names", () => {
  const named: TriageCase = {
    id: "1",
    ageYears: 40,
    chiefComplaint: "chest pain",
    note: "Mohammed has pain, okafor",
    names: ["okafor"],
  };
  it("are read by a version that was made to read them, so that what it answered is answered again", () => {
    const encode = createCaseEncoder(config, tokenizer);
    const { names: _names, ...unmarked } = named;
    expect(encode(named)).toEqual(encode(unmarked));
    expect(encode(named).tokens).toEqual(encodeText(unmarked, tokenizer, config.max_text_length).tokens);
  });

  it("are left out by one whose config says so, as if nobody had written them", () => {
    const encode = createCaseEncoder({ ...config, names: "left-out" }, tokenizer);
    const nobody = { ...named, note: "has pain" };
    expect(encode(named)).toEqual(encode(nobody));
    expect(encode(named).tokens).not.toEqual(createCaseEncoder(config, tokenizer)(named).tokens);
    expect(encode({ ...nobody, names: [] })).toEqual(createCaseEncoder(config, tokenizer)(nobody));
  });
});

describe("batch", () => {
  it("pads with zeros to a multiple of eight and offsets categories", () => {
    const encode = createCaseEncoder(config, tokenizer);
    const batch = collate(config, [
      encode({
        id: "1",
        ageYears: 25,
        sex: "male",
        injury: true,
        chiefComplaint: "chest pain",
        vitals: { heartRate: 70 },
      }),
      encode({ id: "2", ageYears: 75 }),
    ]);
    expect([batch.size, batch.textLength]).toEqual([2, 8]);
    expect([...batch.categories]).toEqual([1, 6, 4, 7]);
    expect([...batch.numbers]).toEqual([0.5, 0, 0, 0.5, 0, 0, 1, 0.5, 0, 0, 0, 1]);
    expect([...batch.tokens.slice(8)]).toEqual(new Array(8).fill(0));
  });
});
