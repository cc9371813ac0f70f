import { describe, expect, it } from "vitest";
import { HELD_OUT_SHARE, isHeldOut } from "./split";

describe("the held-out share", () => {
  it("is a fifth of the labels, whatever their ids look like", () => {
    const share = Array.from({ length: 20_000 }, (_, i) => isHeldOut(`label-${i}`)).filter(Boolean).length;
    expect(share / 20_000).toBeGreaterThan(HELD_OUT_SHARE - 0.01);
    expect(share / 20_000).toBeLessThan(HELD_OUT_SHARE + 0.01);
  });

  it("never changes for a label: these are pinned", () => {
    const pinned = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].filter(isHeldOut);
    expect(pinned).toMatchInlineSnapshot(`
      [
        "h",
      ]
    `);
  });
});
