import { describe, expect, it } from "vitest";
import { readGuide, toGuide } from "./clinician-guide";

describe("the guide for clinicians", () => {
  it("is the repository's own, each section to be pointed at", async () => {
    const { html, sections } = await readGuide();
    expect(sections.map((s) => s.title)).toEqual(
      expect.arrayContaining(["The board", "A patient", "Needs a lead", "What it is not"]),
    );
    expect(new Set(sections.map((s) => s.id)).size).toBe(sections.length);
    for (const { id } of sections) expect(html).toContain(`<h2 id="${id}">`);
    expect(html).not.toMatch(/<h1|<script|<img|style=/);
  });

  it("leaves links to other documents as words, and keys as keys", () => {
    const { html } = toGuide(
      "# Title\n\n## A & b\n\nPress `A`; see [figures](evaluation/x.md), [FHIR](https://hl7.org/fhir).",
    );
    expect(html).toBe(
      '<h2 id="a-b">A &amp; b</h2>\n<p>Press <code>A</code>; see figures, <a href="https://hl7.org/fhir">FHIR</a>.</p>\n',
    );
  });
});
