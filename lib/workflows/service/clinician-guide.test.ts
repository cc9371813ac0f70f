import { describe, expect, it } from "vitest";
import { MESSAGES } from "@/messages";
import { GUIDES, guideLanguage, readGuide, toGuide } from "./clinician-guide";

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

  it("says in every language the same of the same keys, in as many sections and points", async () => {
    const shapeOf = async (language: keyof typeof GUIDES) => {
      const { html, sections } = await readGuide(language);
      const keys = [...html.matchAll(/<code>([^<]+)<\/code>/g)].map(([, key]) => key);
      return {
        keys,
        sections: sections.length,
        points: html.match(/<li>/g)?.length,
        paragraphs: html.match(/<p>/g)?.length,
        strong: html.match(/<strong>/g)?.length,
      };
    };
    const english = await shapeOf("en");
    expect(english.keys.length).toBeGreaterThan(20);
    for (const language of Object.keys(GUIDES) as (keyof typeof GUIDES)[])
      expect(await shapeOf(language)).toEqual(english);
  });

  it("calls things by the names they have on the screen", async () => {
    const said = JSON.stringify(MESSAGES.es).toLowerCase();
    const { html } = await readGuide("es");
    const names = [...html.matchAll(/<em>([^<]+)<\/em>/g)].map(([, name]) => (name ?? "").toLowerCase());
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !said.includes(name.replaceAll("\n", " ")))).toEqual([]);
  });

  it("is given in English to who reads another language", () => {
    expect([guideLanguage("es"), guideLanguage("en"), guideLanguage("pt")]).toEqual(["es", "en", "en"]);
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
