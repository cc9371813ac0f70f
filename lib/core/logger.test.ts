import { describe, expect, it } from "vitest";
import { AppError } from "./errors";
import { createLogger, scrubFields } from "./logger";

describe("logger", () => {
  it("drops fields that are not on the list and names them", () => {
    expect(scrubFields({ requestId: "r1", patient: { name: "Quill" }, complaint: "SOB" })).toEqual({
      requestId: "r1",
      dropped: ["patient", "complaint"],
    });
  });

  it("keeps foreign error messages out, ours in", () => {
    const foreign = scrubFields({ err: new Error("no record of Quill, b. 1950") });
    expect(JSON.stringify(foreign)).not.toContain("Quill");
    const ours = scrubFields({
      err: new AppError("ehr-unavailable", "time-out", { cause: new Error("Quill") }),
    });
    expect(JSON.stringify(ours)).toContain("time-out");
    expect(JSON.stringify(ours)).not.toContain("Quill");
  });

  it("writes one JSON line an entry, with the child's fields", () => {
    const lines: string[] = [];
    createLogger("info", { write: (line: string) => void lines.push(line) })
      .child({ requestId: "r2" })
      .info({ status: 200 }, "served");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ requestId: "r2", status: 200, msg: "served" });
  });
});
