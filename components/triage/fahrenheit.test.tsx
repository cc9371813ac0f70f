import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { VitalCell } from "./board-vitals";
import { boardRow } from "./fixtures";
import { QuickTriage } from "./quick-triage";
import { VitalsPanel } from "./vitals-panel";

const at = "2026-03-01T11:00:00Z";
const fever = {
  key: "temperature",
  label: "Temperature",
  unit: "°C",
  text: "38.5 °C",
  series: [
    { at, value: 37 },
    { at, value: 38.5 },
  ],
  normal: [36, 38],
  trend: null,
  latest: { at, value: 38.5 },
  origin: null,
} as never;
const panel = <VitalsPanel vitals={[fever]} consciousness={null} oxygen={null} devicesHref="/devices" />;
const wordsOf = (html: string) =>
  html
    .replaceAll("<!-- -->", "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

it("shows the patient's page of a site that reads Fahrenheit no °C: value, course and normal range", () => {
  const words = wordsOf(renderToStaticMarkup(panel, "en", "F"));
  expect(words).toContain("101.3 °F");
  expect(words).toMatch(/98\.6 °F/);
  expect(words).toContain("96.8–100.4");
  expect(words).not.toContain("°C");
  expect(wordsOf(renderToStaticMarkup(panel, "es", "F"))).toContain("101,3 °F");
  expect(wordsOf(renderToStaticMarkup(panel))).toContain("38.5 °C");
});

it("shows the board's column and asks in quick triage in the same unit", () => {
  const row = boardRow({
    encounterId: "a",
    vitals: [{ key: "temperature", text: "38.5 °C", trend: null, outside: "high", used: true }],
  } as never);
  expect(wordsOf(renderToStaticMarkup(<VitalCell row={row} keys={["temperature"]} />, "en", "F"))).toContain(
    "101.3",
  );
  const never = () => new Promise<never>(() => {});
  const actions = new Proxy({} as never, { get: () => never });
  const form = (
    <QueryClientProvider client={new QueryClient()}>
      <QuickTriage recorded={[]} words={[]} actions={actions} />
    </QueryClientProvider>
  );
  const html = renderToStaticMarkup(form, "en", "F");
  expect(html).toContain('<option value="F" selected="">°F</option>');
});
