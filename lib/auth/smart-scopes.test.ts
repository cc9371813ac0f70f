import { describe, expect, it } from "vitest";
import { assertMayWriteLevels, scopesToAsk, systemScopesToAsk } from "./smart-scopes";

describe("what the product may do for itself", () => {
  it.each([
    "system/Observation.crus",
    "system/Observation.cs",
    "system/Observation.c",
    "system/Observation.write",
    "system/Observation.*",
    "system/*.cruds",
    "system/*.*",
  ])("is to write levels, granted %s", (scope) => {
    expect(() => assertMayWriteLevels(`system/Patient.rs ${scope}`)).not.toThrow();
  });

  it.each([
    "system/Observation.rs",
    "system/Observation.read",
    "system/RiskAssessment.crs",
    "user/Observation.crus",
    "",
  ])("is not, granted %s", (scope) => {
    expect(() => assertMayWriteLevels(`system/Patient.rs ${scope}`)).toThrow(/do not let the product write/);
  });

  it("is asked for in the spelling the server knows, and in no other context", () => {
    const asked = systemScopesToAsk({}).split(" ");
    expect(asked).toContain("system/Observation.crus");
    expect(asked.filter((s) => !s.startsWith("system/"))).toEqual([]);
    // Many an EHR refuses everything for one scope it does not know.
    expect(asked.join(" ")).not.toContain("Coverage");
    expect(systemScopesToAsk({ scopes_supported: ["system/*.rs"] })).toContain("system/Coverage.rs");
    expect(systemScopesToAsk({ capabilities: ["permission-v1"] }).split(" ")).toContain(
      "system/Observation.write",
    );
  });
});

describe("the lists that a site keeps its waiting patients in", () => {
  it("are asked for at a launch, and only where there are some", () => {
    expect(scopesToAsk({}, true, ["List"]).split(" ")).toContain("user/List.r");
    expect(scopesToAsk({ capabilities: ["permission-v1"] }, true, ["Group"])).toContain("user/Group.read");
    expect(scopesToAsk({}, true)).not.toMatch(/List|Group/);
  });
});
