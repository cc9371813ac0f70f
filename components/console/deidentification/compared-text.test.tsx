import { expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { ComparedText } from "./compared-text";

const TEXT = {
  field: "Note",
  before: [
    { text: "Seen by ", kind: null },
    { text: "Dr Quill", kind: "name" },
    { text: " <b>today</b>", kind: null },
  ],
  after: "Seen by [name] today",
  differs: false,
} as const;

it("marks and names what is taken, says which text is which to those who hear it, and draws no text as markup", () => {
  const html = renderToStaticMarkup(<ComparedText of={TEXT} />);
  expect(html).toMatch(/<mark[^>]*>Dr Quill<\/mark><span[^>]*> \(name\)<\/span>/);
  expect(html).toContain("As written: ");
  expect(html).toContain("As stored: ");
  expect(html).toContain("&lt;b&gt;today&lt;/b&gt;");
  expect(html).not.toContain("Today’s rules");
});

it("says where today's rules would leave another text, and where nothing is left", () => {
  const html = renderToStaticMarkup(<ComparedText of={{ ...TEXT, after: "", differs: true }} />);
  expect(html).toContain("nothing is left of it");
  expect(html).toContain("Today’s rules");
});
