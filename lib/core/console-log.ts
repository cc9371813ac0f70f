import type { Logger } from "./logger";

/**
 * Makes everything a process writes one kind of line: what libraries print (Next above all) goes through the logger. An
 * error among it is described like any other; words are withheld, because a library's words may quote what it was working
 * on, and the place in code that printed them is named instead.
 */
const INSTALLED = Symbol.for("openacuity.consoleLog");
const METHODS = {
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  trace: "debug",
} as const;

type Restore = () => void;

export function logConsole(logger: Logger): Restore {
  const holder = globalThis as { [INSTALLED]?: Restore };
  // Next bundles this file beside the copy the process started with; what is installed stays.
  const installed = holder[INSTALLED];
  if (installed) return installed;
  const undo: Restore[] = [];
  const replace = <T extends object, K extends keyof T>(target: T, name: K, value: T[K]) => {
    const before = target[name];
    target[name] = value;
    undo.push(() => {
      target[name] = before;
    });
  };

  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, "debug"][])
    replace(console, method, (...words: unknown[]) => {
      const error = words.find((w) => typeof w === "object" && w !== null);
      logger[level]({ ...(error === undefined ? {} : { err: error }), ...measured(words) }, PRINTED);
    });
  for (const stream of [process.stdout, process.stderr])
    replace(stream, "write", ((chunk: unknown, encoding?: unknown, done?: unknown) => {
      if (String(chunk).trim() !== "") logger.info(measured([chunk]), PRINTED);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") queueMicrotask(() => callback());
      return true;
    }) as typeof stream.write);
  const onWarning = (warning: Error) => logger.warn({ err: warning }, "Node warns");
  // Node's own printer goes past both of the above.
  const printers = process.listeners("warning") as ((warning: Error) => void)[];
  process.removeAllListeners("warning");
  process.on("warning", onWarning);
  undo.push(() => {
    process.off("warning", onWarning);
    for (const printer of printers) process.on("warning", printer);
  });

  holder[INSTALLED] = () => {
    for (const step of undo.reverse()) step();
    delete holder[INSTALLED];
  };
  return holder[INSTALLED];
}

const PRINTED = "a library printed something";

/** How much was withheld, and who printed it. */
function measured(words: readonly unknown[]): { withheld: number; from: string | null } {
  const texts = words.filter(
    (w): w is string | Uint8Array => typeof w === "string" || w instanceof Uint8Array,
  );
  return { withheld: texts.reduce((sum, t) => sum + t.length, 0), from: caller() };
}

/** The first frame that is not this file's (its functions are the first three: this, `measured`, and what was replaced). */
function caller(): string | null {
  const frames = (new Error().stack ?? "").split("\n").slice(4);
  const frame = frames.find((f) => !/\bnode:/.test(f));
  return /\(?((?:\/|file:|[A-Za-z]:\\)[^\s()]{1,250}:\d+:\d+)\)?$/.exec(frame ?? "")?.[1] ?? null;
}
