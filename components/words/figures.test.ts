import { expect, it } from "vitest";
import { figuresIn } from "./figures";

it("writes figures as the language does", () => {
  const [en, es] = [figuresIn("en"), figuresIn("es")];
  expect([en.count(12_345), es.count(12_345)]).toEqual(["12,345", "12.345"]);
  expect([en.fixed(1.25, 1), es.fixed(-0.5, 2)]).toEqual(["1.3", "-0,50"]);
  expect(es.decimal("62.4 % (58.0 % to 1,204.5 %)")).toBe("62,4 % (58,0 % to 1.204,5 %)");
  expect(en.decimal("62.4 %")).toBe("62.4 %");
  expect([en.day("2026-11-30"), es.day("2026-11-30")]).toEqual(["30 Nov 2026", "30 nov 2026"]);
});
