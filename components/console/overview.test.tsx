import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { ConsoleOverview } from "@/lib/workflows/views";
import { Overview } from "./overview";

const words = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const READY = {
  state: "ready",
  name: "openacuity-triage",
  version: "1.0.0",
  engine: "onnx",
  device: "cpu",
  precision: "fp32",
  policy: "balanced",
} as const;
const overview = (model: ConsoleOverview["model"]): ConsoleOverview => ({
  model,
  maySwitch: true,
  accessReview: { state: "not-needed", dueAt: null },
  openIncidents: 0,
  exception: null,
  labelsSinceLastRun: 0,
  retrainAfter: 50,
  decisionsTotal: 0,
  overridesTotal: 0,
  overridesByLevel: [],
  queue: { writeBackPending: 0, writeBackFailed: 0, retrainingQueued: 0 },
});
const shown = (model: ConsoleOverview["model"]) =>
  words(renderToStaticMarkup(<Overview overview={overview(model)} pictures={null} />));

describe("the engine on the overview", () => {
  it("is no matter while it is the one wanted", () => {
    expect(shown(READY)).not.toMatch(/answers through/);
  });

  it("is told of, and why, while another answers in its place", () => {
    const why = "The remote engine cannot be reached.";
    expect(shown({ ...READY, standIn: { wanted: "remote", why } })).toContain(
      "The model answers through onnx, not remote The remote engine cannot be reached. Clinicians see the same answers.",
    );
  });
});

describe("the review of roles on the overview", () => {
  const said = (review: ConsoleOverview["accessReview"]) =>
    words(
      renderToStaticMarkup(
        <Overview overview={{ ...overview(READY), accessReview: review }} pictures={null} />,
      ),
    );
  const dueAt = "2026-05-01T00:00:00.000Z";

  it("is named while it is due, loud once it is late, and not at all when nobody need do anything", () => {
    expect(said({ state: "to-begin", dueAt })).toMatch(/review of who has which role is due by/);
    expect(said({ state: "open", dueAt })).toMatch(/is under way, and due by/);
    expect(said({ state: "overdue", dueAt })).toMatch(/is overdue since/);
    expect(said({ state: "done", dueAt: null })).not.toMatch(/which role/);
  });
});
