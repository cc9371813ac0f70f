/** A line of a document. `answer` null: no data says it, and the document says "not known". */
export type Row = {
  readonly what: string;
  readonly answer: string | null;
  /** Where the answer comes from: a file, a table, a page. */
  readonly from: string;
};

export type Table = {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export type Section = {
  readonly title: string;
  /** One or two sentences above rows and table. */
  readonly about?: string;
  readonly rows?: readonly Row[];
  readonly table?: Table;
};

/** What a document says, without when it was made. */
export type Content = { readonly sections: readonly Section[] };

/** Of what, and of when: two documents of one installation in one state differ in `madeAt` alone. */
export type Stamp = {
  readonly product: string;
  readonly model: string;
  /** sha256 of the model's manifest; null: no model is in use. */
  readonly modelDigest: string | null;
  readonly gates: string;
  /** sha256 of the content, whoever made it and when. */
  readonly digest: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
};

export type Document = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly stamp: Stamp;
  readonly sections: readonly Section[];
  /** What it has no answer to, by section. */
  readonly notKnown: readonly string[];
};

export const NOT_KNOWN = "not known";

export const row = (what: string, answer: string | null, from: string): Row => ({ what, answer, from });

export const notKnownOf = (sections: readonly Section[]): string[] =>
  sections.flatMap((s) =>
    (s.rows ?? []).filter((r) => r.answer === null).map((r) => `${s.title}: ${r.what}`),
  );
