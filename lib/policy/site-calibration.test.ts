import { describe, expect, it } from "vitest";
import { LEVELS } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import type { Five, Policy } from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { softmax } from "@/lib/model/softmax";
import { likeliestLevel } from "./shown-level";
import {
  adjustPrediction,
  calibrateForSite,
  calibrationDigest,
  MOST_BIAS,
  parseSiteCalibration,
  type SiteSoftening,
  softeningOf,
} from "./site-calibration";

/** As a release has them: what is shown too low costs more than what is shown too high, and the more the further. */
const COSTS: Policy = {
  costs: LEVELS.map((right) =>
    LEVELS.map((shown) => (shown > right ? 3 * (shown - right) ** 2 : (right - shown) ** 2)),
  ) as unknown as Extract<Policy, { costs: unknown }>["costs"],
};
const POLICIES: readonly Policy[] = [COSTS, { thresholds: [1.5, 2.5, 3.5, 4.5] }];
const CONFORMAL = { coverage: 0.9, childBelowYears: 16, adult: 0.1, child: 0.1 };

const prediction = (probabilities: Five): Prediction => ({
  probabilities,
  expectedSeverity: 3,
  level: 3,
  set: [3],
  criticalRisk: 0.1,
});
const drawn = (r: ReturnType<typeof random>): SiteSoftening => ({
  temperature: 0.5 + 1.5 * r.next(),
  bias: LEVELS.map(() => (2 * r.next() - 1) * MOST_BIAS) as Five,
});

describe("an answer adjusted to the site", () => {
  it("is whole: probabilities sum to one, the level is in its set, and never less urgent than the likeliest by costs", () => {
    const r = random(1, "adjusted");
    for (let i = 0; i < 2_000; i++) {
      const p = softmax(LEVELS.map(() => r.normal() * 2)) as Five;
      const a = adjustPrediction(prediction(p), drawn(r), { policy: COSTS, conformal: CONFORMAL }, 40);
      expect(a.probabilities.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 9);
      expect(a.set).toContain(a.level);
      expect(a.level).toBeLessThanOrEqual(likeliestLevel(a.probabilities));
      expect(a.criticalRisk).toBe(0.1);
    }
  });

  it("keeps the order of patients: who is the more urgent in every ratio is never shown the less urgent", () => {
    const r = random(2, "order");
    for (let i = 0; i < 2_000; i++) {
      const base = LEVELS.map(() => r.normal() * 2);
      // Each level's log-odds against the next grows: the likelihood ratio is monotone.
      let lift = 0;
      const lifted = [...LEVELS].reverse().map((l) => {
        lift += r.next();
        return (base[l - 1] as number) + lift;
      });
      const [calm, urgent] = [softmax(base) as Five, softmax(lifted.reverse()) as Five];
      const c = drawn(r);
      for (const policy of POLICIES) {
        const of = (p: Five) => adjustPrediction(prediction(p), c, { policy, conformal: CONFORMAL }, 40);
        expect(of(urgent).level).toBeLessThanOrEqual(of(calm).level);
        expect(of(urgent).expectedSeverity).toBeLessThanOrEqual(of(calm).expectedSeverity + 1e-9);
      }
    }
  });

  it("is the model's own with numbers that change nothing", () => {
    const p: Five = [0.5, 0.3, 0.1, 0.06, 0.04];
    calibrateForSite(p, { temperature: 1, bias: [0, 0, 0, 0, 0] }).forEach((x, i) => {
      expect(x).toBeCloseTo(p[i] as number, 9);
    });
  });
});

describe("a stored calibration", () => {
  const none = { temperature: 1, bias: [0, 0, 0, 0, 0] as Five };
  const content = parseSiteCalibration({
    format_version: 1,
    model: { version: "1", digest: "d" },
    site: none,
    units: { "https://a.test": { temperature: 1.2, bias: [0, 0.1, 0, 0, 0] } },
    fitted: { labels: 5, patients: 5, units: {}, digest: "x", until: "2026-01-01T00:00:00.000Z" },
  });

  it("has a unit's own numbers, and the site's for any other", () => {
    expect(softeningOf(content, "https://a.test").temperature).toBe(1.2);
    for (const unit of ["https://b.test", null, "constructor", "__proto__"])
      expect(softeningOf(content, unit)).toEqual(none);
  });

  it.each([
    ["a bias beyond the bound", { site: { ...none, bias: [0, 0, 0, 0, MOST_BIAS + 0.01] } }],
    ["a temperature of nought", { site: { ...none, temperature: 0 } }],
    ["a number that is none", { site: { ...none, temperature: Number.NaN } }],
    ["something nobody knows", { other: 1 }],
  ])("is refused with %s", (_what, over) => {
    expect(() => parseSiteCalibration({ ...content, ...over })).toThrow(/site calibration/);
  });

  it("is named by its content", () => {
    expect(calibrationDigest({ ...content, site: { ...none, temperature: 1.001 } })).not.toBe(
      calibrationDigest(content),
    );
  });
});
