import { describe, expect, it, vi } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { compareWindow } from "@/lib/monitoring/drift/compare";
import type { DriftView } from "@/lib/monitoring/drift/drift-view";
import { adder, newTally, summarizeReference } from "@/lib/monitoring/drift/reference";
import { madeUpPatients } from "@/lib/monitoring/drift/testing/made-up-patients";
import { DriftBoard } from "./drift-board";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));

const actions = { acknowledge: vi.fn(), choose: vi.fn(), setPolicy: vi.fn() } as never;
const EMPTY: DriftView = {
  reference: null,
  window: { days: 28, from: "2026-02-01", patients: 0, rows: null, least: 50 },
  pictures: [],
  overTime: null,
  embeddings: null,
  newWords: [],
  newWordsOf: 0,
  overridesTurned: null,
  alerts: [],
  alertsAWeek: 2,
  retrains: false,
  months: [],
  releaseFile: false,
  canChange: true,
};
const REFERENCE = {
  description: "this site's visits of January 2026",
  patients: 2_000,
  month: "2026-01",
  setBy: "Steward",
  setAt: "2026-02-01T08:00:00.000Z",
  ofVersionInUse: true,
  decisions: true,
};
const shown = (view: Partial<DriftView>) =>
  renderToStaticMarkup(<DriftBoard initial={{ ...EMPTY, ...view }} actions={actions} />).replace(
    /<!-- -->/g,
    "",
  );

describe("the drift page", () => {
  it("says what is needed where there is no reference", () => {
    const html = shown({});
    expect(html).toContain("so that nothing is watched");
    expect(html).toContain("at least 300 decisions can be chosen once it is over");
    expect(html).not.toContain("What has moved");
  });

  it("says that a few are too few to tell", () => {
    const html = shown({ reference: REFERENCE, window: { ...EMPTY.window, patients: 1 } });
    expect(html).toContain(
      "1 patient was decided on in this window: too few to tell. At least 50 are needed.",
    );
  });

  it("says sizes first, in words, and what is behind them", () => {
    const reference = summarizeReference(madeUpPatients(2_000, "page"), [], { description: "", model: null });
    const now = newTally(reference.tally);
    for (const p of madeUpPatients(200, "now")) {
      const { spo2: _gone, ...numbers } = p.numbers;
      adder(reference.tally)(now, { ...p, numbers });
    }
    const rows = compareWindow(reference.tally, now);
    const html = shown({ reference: REFERENCE, window: { ...EMPTY.window, patients: 200, rows } });
    expect(html).toMatch(/Oxygen saturation<\/th><td[^>]*>Large<\/td>/);
    expect(html).toContain("100.0 %");
  });

  it("shows what nobody took note of first, with a field for what it is, to who may say so", () => {
    const alert = {
      id: "a",
      at: "2026-03-01T10:00:00.000Z",
      lastAt: "2026-03-02T10:00:00.000Z",
      times: 3,
      causes: [{ kind: "missing", feature: "spo2", words: "Oxygen saturation no longer arrives", since: 11 }],
      told: false,
      acknowledged: null,
      retraining: false,
      incidentId: null,
    } as const;
    const html = shown({ reference: REFERENCE, alerts: [alert] });
    expect(html).toContain("Oxygen saturation no longer arrives");
    expect(html).toContain("some 11 patients after it began");
    expect(html).toContain("nobody was called");
    expect(html).toContain("What it is, and what is done about it");
    expect(shown({ reference: REFERENCE, alerts: [alert], canChange: false })).not.toContain(
      "What it is, and",
    );
  });
});
