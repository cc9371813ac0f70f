import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { ageKinship, complaintOf, type Kinship, kinship } from "./kinship";

const came = (chiefComplaint: string): TriageCase => ({ id: "x", ageYears: 40, chiefComplaint });

describe("kinship of two complaints", () => {
  it.each<[string, string, Kinship]>([
    ["CP x2h, SOB", "chest tightness since am", "same-complaint"],
    ["SOB wheezing, inhaler not helping", "short of breath x3d", "same-complaint"],
    ["burned hand on stove, blister", "hand burn, hot oil", "same-complaint"],
    ["earache since last nite", "ear pain + fever", "same-complaint"],
    ["twisted R ankle, swollen", "ankle inj playing soccer", "same-complaint"],
    ["newborn hiccups + spit up", "ETOH, found sleeping on bench", "none"],
    ["suture removal", "chest pain", "none"],
    // Denied is not what somebody came with.
    ["leg swelling, denies HA", "headache", "none"],
    ["", "", "none"],
    ["R leg pain", "L arm pain", "none"],
  ])("%j and %j: %s", (a, b, expected) => {
    expect(kinship(complaintOf(came(a)), complaintOf(came(b)))).toBe(expected);
    expect(kinship(complaintOf(came(b)), complaintOf(came(a)))).toBe(expected);
  });

  it("knows what belongs to one part of medicine", () => {
    expect(kinship(complaintOf(came("stridor")), complaintOf(came("SOB")))).not.toBe("none");
  });
});

describe("kinship of two ages", () => {
  it.each([
    [0.02, 0.1, "same"],
    [0.1, 0.6, "none"],
    [0.6, 3, "near"],
    [3, 40, "none"],
    [13, 30, "none"],
    [30, 60, "same"],
    [60, 80, "near"],
    [30, 0.02, "none"],
  ] as const)("%s and %s years: %s", (a, b, expected) => expect(ageKinship(a, b)).toBe(expected));
});
