import { describe, expect, it, vi } from "vitest";
import { isLostSocket, onLostSocket, survives } from "./lost-socket";

const thrown = (
  at: string,
  message = "Cannot read properties of null (reading 'write')",
  kind = TypeError,
) => {
  const error = new kind(message);
  error.stack = `${kind.name}: ${message}\n    at ${at}\n    at process.processImmediate (node:internal/timers:484:21)`;
  return error;
};
const LOST = "Immediate.nextWrite (file:///app/node_modules/postgres/src/connection.js:255:22)";

describe("an exception nobody caught", () => {
  it.each([
    ["of the ES module", LOST],
    [
      "of the CommonJS module",
      "Immediate.nextWrite (/app/node_modules/postgres/cjs/src/connection.js:255:22)",
    ],
    ["called from a write", "nextWrite (C:\\app\\node_modules\\postgres\\src\\connection.js:255:22)"],
  ])("is known as a write to a lost connection: %s", (_what, at) => {
    expect(isLostSocket(thrown(at))).toBe(true);
  });

  it.each([
    ["of another function", thrown(LOST.replace("nextWrite", "closed"))],
    ["of another file", thrown("nextWrite (/app/lib/connection.js:255:22)")],
    ["of another package", thrown("nextWrite (/app/node_modules/mysql/src/connection.js:255:22)")],
    ["of another kind", thrown(LOST, undefined, Error as unknown as TypeErrorConstructor)],
    ["that reads something else", thrown(LOST, "Cannot read properties of null (reading 'end')")],
    [
      "with that name further down",
      Object.assign(new TypeError("Cannot read properties of null (reading 'write')"), {
        stack: `TypeError: x\n    at ours (/app/a.js:1:1)\n    at ${LOST}`,
      }),
    ],
    ["that is no error", "Cannot read properties of null (reading 'write')"],
  ])("is not taken for one: %s", (_what, error) => {
    expect(survives(error)).toBe(false);
  });

  it("makes every pool that is open take fresh connections", () => {
    const [open, closed] = [vi.fn(), vi.fn()];
    const forget = onLostSocket(open);
    onLostSocket(closed)();
    expect(survives(thrown(LOST))).toBe(true);
    expect(open).toHaveBeenCalledOnce();
    expect(closed).not.toHaveBeenCalled();
    forget();
  });
});
