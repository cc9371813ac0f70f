import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
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
