/**
 * A text from which spans are taken one rule after another, each rule reading what the ones before it left ("[name], 94F").
 * Every span remembers where it stood in the source, so that a person can be shown what was taken and why.
 */
export const KINDS = ["name", "address", "place", "date", "age", "phone", "email", "link", "id"] as const;
export type Kind = (typeof KINDS)[number];

/** A span of the source, from `start` to before `end` (UTF-16 units), that was taken out. */
export type Removal = { readonly start: number; readonly end: number; readonly kind: Kind };

export type Rule = {
  /** Global. Its groups `before` and `after`, if any, stay. */
  readonly pattern: RegExp;
  readonly kind: Kind;
  /** Instead of the tag of the kind. */
  readonly tag?: string;
  /** Whether a find is one indeed. */
  readonly when?: (find: Find) => boolean;
};
export type Find = {
  readonly match: RegExpMatchArray;
  /** What stands right before and after what would be taken. */
  readonly before: string;
  readonly after: string;
};

type Piece = { text: string; start: number; end: number; kind?: Kind };

const TAGS: Readonly<Record<Kind, string>> = {
  name: "[name]",
  address: "[address]",
  place: "[place]",
  date: "[date]",
  age: "90+",
  phone: "[phone]",
  email: "[email]",
  link: "[link]",
  id: "[id]",
};
/** How much of the text around a find its condition sees. */
const WINDOW = 60;

export class Redaction {
  readonly source: string;
  #pieces: Piece[];
  #text: string;

  constructor(source: string) {
    this.source = source;
    this.#text = source;
    this.#pieces = source === "" ? [] : [{ text: source, start: 0, end: source.length }];
  }

  /** What is left, with a tag for each span taken. */
  get text(): string {
    return this.#text;
  }

  get removals(): Removal[] {
    return this.#pieces.flatMap(({ start, end, kind }) => (kind ? [{ start, end, kind }] : []));
  }

  /** Where in the source the character at `at` of the present text stood; of a tag, where what it stands for began. */
  sourceOf(at: number): number {
    let from = 0;
    for (const { text, start, kind } of this.#pieces) {
      if (at < from + text.length) return kind ? start : start + at - from;
      from += text.length;
    }
    return this.#pieces.at(-1)?.end ?? 0;
  }

  apply({ pattern, kind, tag = TAGS[kind], when }: Rule): void {
    const takes: Take[] = [];
    for (const match of this.#text.matchAll(pattern)) {
      const start = match.index + (match.groups?.before?.length ?? 0);
      const whole = match.index + match[0].length - (match.groups?.after?.length ?? 0);
      const end = kind === "name" ? withoutPossessive(this.#text, whole) : whole;
      if (end <= start) continue;
      const find = () => ({
        match,
        before: this.#text.slice(Math.max(0, start - WINDOW), start),
        after: this.#text.slice(end, end + WINDOW),
      });
      if (!when || when(find())) takes.push({ start, end, kind, tag });
    }
    this.take(takes);
  }

  /** Takes spans of the present text, in order and apart from each other. A tag that a span touches goes into it whole. */
  take(takes: readonly Take[]): void {
    if (takes.length > 0) this.#set(without(this.#pieces, takes));
  }

  /** Two neighbours of one kind with nothing but a space or comma between them become one. */
  join(kinds: readonly Kind[]): void {
    const next: Piece[] = [];
    for (const piece of this.#pieces) {
      const [gap, first] = [next.at(-1), next.at(-2)];
      if (piece.kind && gap?.kind === piece.kind && gap.text === piece.text && kinds.includes(piece.kind))
        gap.end = piece.end;
      else if (
        piece.kind &&
        gap &&
        !gap.kind &&
        /^[\s,'’-]{0,3}$/.test(gap.text) &&
        first?.kind === piece.kind &&
        first.text === piece.text &&
        kinds.includes(piece.kind)
      ) {
        next.pop();
        first.end = piece.end;
      } else next.push({ ...piece });
    }
    this.#set(next);
  }

  #set(pieces: Piece[]): void {
    this.#pieces = pieces;
    this.#text = pieces.map((p) => p.text).join("");
  }
}

export type Take = {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  readonly tag?: string;
};

/** Of "Zenobia's" the name goes alone. */
const withoutPossessive = (text: string, end: number): number =>
  /['’]s$/.test(text.slice(Math.max(0, end - 2), end)) ? end - 2 : end;

function without(pieces: readonly Piece[], takes: readonly Take[]): Piece[] {
  const next: Piece[] = [];
  let at = 0;
  let i = 0;
  /** What the take at `i` has begun to become in a piece before. */
  let begun: Piece | undefined;
  const become = ({ kind, tag = TAGS[kind] }: Take, start: number, end: number) => {
    if (begun) begun.end = end;
    else {
      begun = { text: tag, start, end, kind };
      next.push(begun);
    }
  };
  for (const piece of pieces) {
    const from = at;
    at += piece.text.length;
    let place = from;
    while (i < takes.length) {
      const take = takes[i] as Take;
      if (take.start >= at) break;
      if (piece.kind) {
        become(take, piece.start, piece.end);
        place = at;
      } else {
        const [first, last] = [Math.max(take.start, from), Math.min(take.end, at)];
        if (first > place) next.push(cut(piece, place - from, first - from));
        become(take, piece.start + first - from, piece.start + last - from);
        place = last;
      }
      if (take.end > at) break;
      i += 1;
      // A second take that touches the same tag goes on with it.
      if (!piece.kind || (takes[i]?.start ?? at) >= at) begun = undefined;
    }
    if (place === from) next.push(piece);
    else if (place < at) next.push(cut(piece, place - from, piece.text.length));
  }
  return next;
}

const cut = (piece: Piece, from: number, to: number): Piece => ({
  text: piece.text.slice(from, to),
  start: piece.start + from,
  end: piece.start + to,
});
