import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { toldFindings } from "@/lib/findings/tell-findings";
import { ReadFromWords } from "./read-from-words";

const shown = (chiefComplaint: string, note?: string) =>
  renderToStaticMarkup(<ReadFromWords findings={toldFindings({ chiefComplaint, note })} />)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

describe("what the rules read", () => {
  it("is sorted as a nurse would, with the words and where they stand", () => {
    expect(shown("chest pain", "no vomiting, wife has fever")).toBe(
      "What the safety rules read here There now Chest pain “chest pain” Denied Vomiting “vomiting”, note Not about this patient now Fever “fever”, note",
    );
  });

  it("is nothing where nothing was read", () => expect(shown("paperwork")).toBe(""));
});
