import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The identifiers of 45 CFR 164.514(b)(2)(i) as they are marked, with the least number of spans of each in a file. */
const LEAST = {
  "name-patient": 100,
  "name-relative": 50,
  "name-staff": 50,
  "name-other": 30,
  place: 100,
  date: 100,
  age: 15,
  phone: 15,
  fax: 12,
  email: 15,
  ssn: 15,
  mrn: 15,
  plan: 15,
  account: 15,
  licence: 15,
  vehicle: 15,
  device: 15,
  url: 12,
  ip: 12,
  biometric: 12,
  photo: 12,
  other: 15,
};
const LEAST_NOTES = 230;
/** The third file is smaller, and of its rare kinds there are some. */
const LEAST_IN_C = { notes: 150, marks: 5 };
/** The fourth is dense in names, places and dates and holds no note without any. */
const LEAST_IN_D = { notes: 110, marks: 1 };
const LEAST_OF: Readonly<Record<string, { notes: number; marks: number }>> = { c: LEAST_IN_C, d: LEAST_IN_D };
const KNOWN = {
  family: "string",
  given: "list",
  birthDate: "string",
  mrn: "string",
  phone: "string",
  address: "list",
  staff: "list",
};

const SPAN = /\{([a-z-]+):([^{}]+)\}/g;

interface IdentifiedNote {
  readonly id: string;
  readonly complaint: string;
  readonly text: string;
  readonly known: Readonly<Record<string, string | string[]>>;
}

const read = (file: "a" | "b" | "c" | "d"): IdentifiedNote[] =>
  readFileSync(fileURLToPath(new URL(`./identified-notes/notes-${file}.jsonl`, import.meta.url)), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const spans = (note: IdentifiedNote) =>
  [...note.text.matchAll(SPAN)].map(([, kind = "", text = ""]) => ({ kind, text }));
const plain = (note: IdentifiedNote) => note.text.replace(SPAN, "$2");
const letters = (note: IdentifiedNote) =>
  plain(note)
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, " ")
    .trim();

const everyNote = [...read("a"), ...read("b"), ...read("c"), ...read("d")];

describe.each(["a", "b", "c", "d"] as const)("identified notes %s", (file) => {
  const notes = read(file);

  it("are enough, each of 10 to 80 words, named after their file in order", () => {
    expect(notes.length).toBeGreaterThanOrEqual(LEAST_OF[file]?.notes ?? LEAST_NOTES);
    expect(notes.map((note) => note.id)).toEqual(
      notes.map((_, at) => `${file}${String(at + 1).padStart(3, "0")}`),
    );
    for (const note of notes) {
      expect(Object.keys(note), note.id).toEqual(["id", "complaint", "text", "known"]);
      expect(note.complaint.trim(), note.id).not.toBe("");
      const words = plain(note).split(/\s+/).length;
      expect(words, note.id).toBeGreaterThanOrEqual(10);
      expect(words, note.id).toBeLessThanOrEqual(80);
    }
  });

  it("have marks that are well-formed and of a listed kind", () => {
    for (const note of notes) {
      expect(plain(note), note.id).not.toMatch(/[{}]/);
      for (const { kind, text } of spans(note)) {
        expect(Object.keys(LEAST), note.id).toContain(kind);
        expect(text, note.id).toBe(text.trim());
        if (kind === "age") expect(Number(text), note.id).toBeGreaterThanOrEqual(90);
      }
    }
  });

  it("hold the stated number of every kind", () => {
    const all = notes.flatMap(spans);
    for (const [kind, least] of Object.entries(LEAST))
      expect(all.filter((span) => span.kind === kind).length, kind).toBeGreaterThanOrEqual(
        LEAST_OF[file]?.marks ?? least,
      );
  });

  it.skipIf(file === "d")(
    "have nothing to remove in a share of them, and say what the record knows in a share",
    () => {
      const share = file === "c" ? 6 : 4;
      expect(notes.filter((note) => spans(note).length === 0).length).toBeGreaterThanOrEqual(
        notes.length / share,
      );
      expect(notes.filter((note) => Object.keys(note.known).length > 0).length).toBeGreaterThanOrEqual(
        notes.length / share,
      );
    },
  );

  it("tell what the record knows in the listed fields alone", () => {
    for (const note of notes)
      for (const [field, value] of Object.entries(note.known)) {
        expect(Object.keys(KNOWN), note.id).toContain(field);
        expect(Array.isArray(value) ? "list" : typeof value, `${note.id} ${field}`).toBe(
          KNOWN[field as keyof typeof KNOWN],
        );
        expect(value.length, `${note.id} ${field}`).toBeGreaterThan(0);
        if (field === "birthDate") expect(value, note.id).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
  });
});

describe("the files of identified notes", () => {
  it("hold of each kind what their README says", () => {
    const readme = readFileSync(
      fileURLToPath(new URL("./identified-notes/README.md", import.meta.url)),
      "utf8",
    );
    const counts = (file: "a" | "b" | "c" | "d") => {
      const all = read(file).flatMap(spans);
      return (kind: string) => all.filter((span) => span.kind === kind).length;
    };
    const [inA, inB, inC, inD] = [counts("a"), counts("b"), counts("c"), counts("d")];
    for (const kind of Object.keys(LEAST))
      expect(readme, kind).toContain(
        `| \`${kind}\` | ${inA(kind)} | ${inB(kind)} | ${inC(kind)} | ${inD(kind)} |`,
      );
  });

  it("hold no note twice, not even with other numbers", () => {
    expect(new Set(everyNote.map((note) => note.id)).size).toBe(everyNote.length);
    expect(new Set(everyNote.map(letters)).size).toBe(everyNote.length);
  });
});
