import { describe, expect, it } from "vitest";
import { measuresOn } from "./split";

describe("the people who are only measured on", () => {
  it("are one in five, beginning with the third", () => {
    const people = Array.from({ length: 13 }, (_, i) => i).filter(measuresOn);
    expect(people).toEqual([2, 7, 12]);
  });
});
