import { expect, test } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { Button } from "./button";

test("arrives from the server disabled, in its full colours: nothing listens to it yet", () => {
  const html = renderToStaticMarkup(<Button onClick={() => {}}>Accept level 2</Button>);
  expect(html).toMatch(/ disabled=""/);
  expect(html).toContain("disabled:opacity-100");
});

test("one that may not be pressed looks it from the start", () => {
  const html = renderToStaticMarkup(<Button disabled>Save override</Button>);
  expect(html).toMatch(/ disabled=""/);
  expect(html).not.toContain("disabled:opacity-100");
});

test("one that submits a form works without any script", () => {
  expect(renderToStaticMarkup(<Button type="submit">Sign in</Button>)).not.toMatch(/ disabled=""/);
});
