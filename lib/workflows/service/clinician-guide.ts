import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Marked } from "marked";

export type Guide = {
  /** HTML of our own text, so nothing in it needs to be made harmless. */
  readonly html: string;
  readonly sections: readonly { readonly id: string; readonly title: string }[];
};

/** The guide's languages, each with its file; who reads another language is given the first. */
export const GUIDES = { en: "clinicians.md", es: "clinicians.es.md" } as const;
export type GuideLanguage = keyof typeof GUIDES;

export const guideLanguage = (asked: string): GuideLanguage =>
  asked in GUIDES ? (asked as GuideLanguage) : "en";

/**
 * docs/clinicians.md, or its translation, as a page: what the repository says to clinicians is what they read in the product.
 * @throws where the file is not there (an installation without its documents)
 */
export async function readGuide(language: GuideLanguage = "en"): Promise<Guide> {
  return toGuide(await readFile(join(process.cwd(), "docs", GUIDES[language]), "utf8"));
}

/** Its title is the page's own; sections can be pointed at; links to other documents lead nowhere here, so their words stay. */
export function toGuide(markdown: string): Guide {
  const sections: { id: string; title: string }[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        if (depth === 1) return "";
        const id = text
          .normalize("NFD")
          .replace(/\p{M}/gu, "")
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, "-");
        if (depth === 2) sections.push({ id, title: text });
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        return /^(https:|#)/.test(href) ? `<a href="${encodeURI(href)}">${words}</a>` : words;
      },
    },
  });
  return { html: marked.parse(markdown, { async: false }), sections };
}
