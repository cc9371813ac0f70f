import { describe, expect, it } from "vitest";
import { explanationOf } from "@/components/explanation/fixtures";
import { decisionView, patientView } from "./fixtures";
import { isWithdrawn, mergeViews } from "./view-news";

const shown = patientView();
const newData = patientView({
  contextVersion: "v2",
  complaint: "chest pain, now grey and sweating",
  assessment: { ...shown.assessment, id: "a2", level: 1 },
});

describe("data read again", () => {
  it("takes everything when the content is the same", () => {
    const fresh = patientView({
      decision: decisionView(),
      freshness: { ...shown.freshness, source: "snapshot" },
    });
    expect(mergeViews(shown, fresh, true)).toEqual({ view: fresh, news: false });
  });

  it("does not lose an explanation that came meanwhile", () => {
    const explained = patientView({
      assessment: { ...shown.assessment, explanation: explanationOf([]), summary: ["Because."] },
    });
    expect(mergeViews(explained, shown, false).view.assessment.summary).toEqual(["Because."]);
  });

  it("does not swap the level under a hand about to accept it, but says there are news", () => {
    const { view, news } = mergeViews(shown, newData, true);
    expect(news).toBe(true);
    expect(view.assessment).toEqual(shown.assessment);
    expect(view.complaint).toBe(shown.complaint);
    expect(view.contextVersion).toBe("v1");
    expect(mergeViews(shown, newData, false).news).toBe(true);
  });

  it("knows a suggestion of a model that was switched off since from any other news", () => {
    const without = (model: object) =>
      patientView({
        assessment: { ...newData.assessment, modelLevel: null, model } as typeof shown.assessment,
      });
    const off = without({ state: "rules-only", why: "off", switchedOff: true });
    expect(isWithdrawn(shown, off)).toBe(true);
    expect(isWithdrawn(off, off)).toBe(false);
    expect(isWithdrawn(shown, without({ state: "rules-only", why: "broken" }))).toBe(false);
    expect(isWithdrawn(shown, newData)).toBe(false);
  });

  it("shows a colleague's decision even while content waits", () => {
    const fresh = { ...newData, decision: decisionView({ decidedBy: "Lee" }) };
    expect(mergeViews(shown, fresh, true).view.decision?.decidedBy).toBe("Lee");
    expect(mergeViews(shown, fresh, true).view.complaint).toBe(shown.complaint);
  });

  it("follows new content once somebody has decided and nobody is changing it", () => {
    const fresh = { ...newData, decision: decisionView() };
    expect(mergeViews(shown, fresh, false)).toEqual({ view: fresh, news: false });
  });

  it("never swaps another name or number in without a word, also after a decision", () => {
    const fresh = patientView({
      identityVersion: "i2",
      decision: decisionView(),
      banner: { ...shown.banner, name: "Maria Other" },
    });
    const { view, news } = mergeViews(shown, fresh, false);
    expect(news).toBe(true);
    expect(view.banner.name).toBe(shown.banner.name);
    // A decision on it carries what the page shows, and is refused.
    expect(view.identityVersion).toBe("i1");
  });

  it("shows at once that the visit has been closed, even while content waits", () => {
    const barred = {
      why: "finished",
      title: "This visit has ended in the EHR.",
      advice: "Launch again.",
    } as const;
    const fresh = { ...newData, canDecide: false, visit: { barred, doubts: [] } };
    const { view, news } = mergeViews(shown, fresh, true);
    expect(news).toBe(true);
    expect(view).toMatchObject({ canDecide: false, visit: { barred }, complaint: shown.complaint });
  });
});
