import type { TriageCase } from "@/lib/case/triage-case";
import { withoutDenied } from "@/lib/findings/without-denied";
import { caseWithoutNames } from "@/lib/findings/without-names";
import { type ModelConfig, numberWidth, SEGMENTS } from "./config";
import { type CategoryKey, categoryOf, encodeNumber, type NumberKey, numberOf } from "./features";
import type { TextTokenizer } from "./tokenizer";

/** One case as the network reads it, before padding. */
export type EncodedCase = {
  /** (N * K) piecewise-linear numbers. */
  readonly numbers: Float32Array;
  /** (C) rows of the category table. */
  readonly categories: Int32Array;
  /** (t) word pieces, their segment and their place; t varies by case. */
  readonly tokens: readonly number[];
  readonly segments: readonly number[];
  readonly positions: readonly number[];
};

/** A padded batch: B cases, T text pieces. */
export type ModelInputs = {
  readonly size: number;
  readonly textLength: number;
  readonly numbers: Float32Array; // (B, N, K)
  readonly categories: Int32Array; // (B, C)
  readonly tokens: Int32Array; // (B, T), pad_token_id = padding
  readonly segments: Int32Array; // (B, T)
  readonly positions: Int32Array; // (B, T)
};

/** History gets at most this share of the text: a long problem list must not push the note out. */
const HISTORY_SHARE = 1 / 3;

export type CaseEncoder = (c: TriageCase) => EncodedCase;

export function createCaseEncoder(config: ModelConfig, tokenizer: TextTokenizer): CaseEncoder {
  const width = numberWidth(config);
  const offsets = categoryOffsets(config);
  return (c) => {
    const numbers = new Float32Array(config.numbers.length * width);
    config.numbers.forEach((n, i) => {
      encodeNumber(numberOf(n.key as NumberKey, c), n.edges, numbers, i * width, width);
    });
    const categories = Int32Array.from(config.categories, (category, i) => {
      const value = categoryOf(category.key as CategoryKey, c);
      const index = value === null ? -1 : category.values.indexOf(value);
      return (offsets[i] as number) + (index < 0 ? category.values.length : index);
    });
    const denied = config.denied_findings === "left-out" ? withDenialsLeftOut(c) : c;
    const told = config.names === "left-out" ? caseWithoutNames(denied) : denied;
    return { numbers, categories, ...encodeText(told, tokenizer, config.max_text_length, config.encoder) };
  };
}

const withDenialsLeftOut = (c: TriageCase): TriageCase => ({
  ...c,
  ...(c.chiefComplaint ? { chiefComplaint: withoutDenied(c.chiefComplaint) } : {}),
  ...(c.note ? { note: withoutDenied(c.note) } : {}),
});

function categoryOffsets(config: ModelConfig): number[] {
  let next = 0;
  return config.categories.map((c) => {
    const offset = next;
    next += c.values.length + 1;
    return offset;
  });
}

/**
 * Complaint first and whole, then the note as far as there is room, then history, items apart by [SEP]. Our own encoder
 * counts places within each; one that began as BERT reads what it learned on: places counted through, every part closed
 * by [SEP]. (Its [CLS] is the summary token, which is not among these.)
 */
export function encodeText(
  c: TriageCase,
  tokenizer: TextTokenizer,
  limit: number,
  encoder: ModelConfig["encoder"] = "triage",
) {
  const sep = tokenizer.special.sep;
  const closing = encoder === "bert" ? [sep] : [];
  const close = (text: string, room: number) => [
    ...tokenizer.encode(text, room - closing.length),
    ...closing,
  ];
  const complaint = c.chiefComplaint ? close(c.chiefComplaint, limit) : [];
  let room = limit - complaint.length;
  const history: number[] = [];
  const historyRoom = Math.min(room, Math.floor(limit * HISTORY_SHARE));
  for (const item of c.history ?? []) {
    const pieces = tokenizer.encode(item, limit);
    if (history.length + pieces.length + 1 > historyRoom) break;
    history.push(...pieces, sep);
  }
  room -= history.length;
  const note = c.note && room > closing.length ? close(c.note, room) : [];

  const tokens = [...complaint, ...note, ...history];
  const segments: number[] = [];
  const positions: number[] = [];
  for (const [segment, pieces] of [
    [SEGMENTS.complaint, complaint],
    [SEGMENTS.note, note],
    [SEGMENTS.history, history],
  ] as const) {
    for (let i = 0; i < pieces.length; i++) {
      segments.push(segment);
      positions.push(encoder === "bert" ? positions.length : i);
    }
  }
  return { tokens, segments, positions };
}

/** Text is padded to a multiple of this, so that a few graph shapes serve every batch. */
const LENGTH_STEP = 8;
export const paddedLength = (pieces: number): number =>
  Math.max(LENGTH_STEP, Math.ceil(pieces / LENGTH_STEP) * LENGTH_STEP);

export function collate(config: ModelConfig, cases: readonly EncodedCase[]): ModelInputs {
  const size = cases.length;
  const textLength = paddedLength(Math.max(1, ...cases.map((c) => c.tokens.length)));
  const numbersPerCase = config.numbers.length * numberWidth(config);
  const numbers = new Float32Array(size * numbersPerCase);
  const categories = new Int32Array(size * config.categories.length);
  const tokens = new Int32Array(size * textLength).fill(config.pad_token_id);
  const segments = new Int32Array(size * textLength);
  const positions = new Int32Array(size * textLength);
  cases.forEach((c, i) => {
    numbers.set(c.numbers, i * numbersPerCase);
    categories.set(c.categories, i * config.categories.length);
    tokens.set(c.tokens, i * textLength);
    segments.set(c.segments, i * textLength);
    positions.set(c.positions, i * textLength);
  });
  return { size, textLength, numbers, categories, tokens, segments, positions };
}
