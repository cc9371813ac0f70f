import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logConsole } from "./console-log";
import { AppError } from "./errors";
import { createLogger } from "./logger";

const NAME = "Marigold Quillfeather";
let lines: string[];
let restore: () => void;
beforeEach(() => {
  lines = [];
  restore = logConsole(createLogger("debug", { write: (line: string) => void lines.push(line) }));
});
afterEach(() => restore());
const parsed = () => lines.map((l) => JSON.parse(l) as Record<string, unknown>);

describe("what libraries print", () => {
  it("comes out as log lines, without its words", () => {
    console.log(`rendering ${NAME}`);
    console.error("failed:", new Error(`no row for ${NAME}`));
    console.warn({ message: NAME, stack: NAME, query: NAME });
    process.stderr.write(`${NAME}\n`);
    process.stdout.write(Buffer.from(NAME));
    restore();
    expect(lines).toHaveLength(5);
    expect(lines.join("")).not.toContain("Quillfeather");
    const [log, error, copy, raw] = parsed();
    expect(log).toMatchObject({ level: 30, withheld: 10 + NAME.length });
    expect(log?.from).toMatch(/console-log\.test\.ts:\d+:\d+$/);
    expect(error).toMatchObject({ level: 50, err: { type: "Error" }, withheld: 7 });
    expect(copy).toMatchObject({ level: 40, err: { type: "Error" } });
    expect(raw).toMatchObject({ withheld: NAME.length + 1 });
  });

  it("keeps our own errors' words and a library's class and place", () => {
    console.error(" ⨯", new AppError("ehr-malformed", "Patient: not JSON", { cause: new TypeError(NAME) }));
    restore();
    expect(parsed()[0]?.err).toMatchObject({
      code: "ehr-malformed",
      message: "Patient: not JSON",
      cause: { type: "TypeError" },
    });
  });

  it("is installed once, and taken off whole", () => {
    const before = console.log;
    expect(logConsole(createLogger("info", { write: () => {} }))).toBe(restore);
    expect(console.log).toBe(before);
    restore();
    expect(console.log).not.toBe(before);
  });

  it("has warnings of Node's as well", async () => {
    process.emitWarning(`deprecated: ${NAME}`, "DeprecationWarning", "DEP0999");
    await new Promise((resolve) => setImmediate(resolve));
    restore();
    expect(parsed()[0]).toMatchObject({ level: 40, err: { type: "DeprecationWarning", code: "DEP0999" } });
    expect(lines.join("")).not.toContain(NAME);
  });
});
