import { expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { AgreementReport } from "./agreement-report";

const textOf = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

it("says how many are missing instead of a figure", () => {
  const text = textOf(
    renderToStaticMarkup(<AgreementReport agreement={{ enough: false, pairs: 1, least: 30 }} />),
  );
  expect(text).toContain("1 case drawn at random");
  expect(text).toContain("Too few to tell");
  expect(text).not.toMatch(/kappa/i);
});

it("gives each figure with its interval, and none where it is not defined", () => {
  const figures = [
    { name: "same-level", value: 0.75, low: 0.6, high: 0.9 },
    { name: "kappa", value: null },
  ] as const;
  const text = textOf(
    renderToStaticMarkup(<AgreementReport agreement={{ enough: true, pairs: 40, figures }} />),
  );
  expect(text).toContain("75 % 60 % to 90 %");
  expect(text).toMatch(/Cohen’s kappa .* –/);
});
