import { describe, expect, it } from "vitest";
import { PLAIN_LOOK, readLook, writeLook } from "./board-look";

describe("how somebody likes the board", () => {
  it("comes back from the cookie as it was kept; anything else is plain", () => {
    for (const byZone of [true, false])
      for (const compact of [true, false])
        for (const beds of [true, false])
          expect(readLook(writeLook({ byZone, compact, beds }))).toEqual({ byZone, compact, beds });
    for (const odd of [undefined, "", "x", "zone%20", "Zone"]) expect(readLook(odd)).toEqual(PLAIN_LOOK);
  });
});
