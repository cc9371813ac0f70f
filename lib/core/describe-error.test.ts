import { DrizzleQueryError } from "drizzle-orm/errors";
import { jwtVerify, SignJWT } from "jose";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeError, sayError } from "./describe-error";
import { AppError, toAppError } from "./errors";
import { createLogger } from "./logger";

/** What must never be found in a log: a name, a record number, words of a complaint, a key. */
const NAME = "Marigold Quillfeather";
const PLANTED = [NAME, "Quillfeather", "MRN-77120", "chest pain since noon", "s3cret-key"];
const text = PLANTED.join(" ");

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** A line that looks like a frame, as the second line of a message. */
const DISGUISED = `no such row\n    at ${NAME.replace(" ", "")} (/ward/${PLANTED[1]}/bed.ts:1:2)\n    at next (/a/b.ts:3:4)`;

const PostgresError = (postgres as unknown as { PostgresError: new (x: object) => Error }).PostgresError;

const SOURCES: readonly [string, () => unknown][] = [
  ["a text", () => Promise.reject(text)],
  [
    "an object",
    () => Promise.reject({ message: text, stack: text, query: text, params: PLANTED, code: text }),
  ],
  ["a message", () => Promise.reject(new Error(text))],
  ["a message like a stack", () => Promise.reject(new Error(DISGUISED))],
  ["a name", () => Promise.reject(Object.assign(new Error("x"), { name: text, code: text, digest: text }))],
  [
    "drizzle",
    () =>
      Promise.reject(
        new DrizzleQueryError("select 1 from patient where name = $1", PLANTED, new Error(text)),
      ),
  ],
  [
    "postgres",
    () =>
      Promise.reject(
        new PostgresError({
          message: `duplicate key: ${text}`,
          detail: `Key (name)=(${text}) already exists.`,
          code: "23505",
          query: text,
          parameters: PLANTED,
          where: text,
        }),
      ),
  ],
  // The way pg-boss hands errors on: a copy with the driver's own fields.
  [
    "a queue's copy",
    () => {
      const error = Object.assign(new Error(text), { detail: text, query: text, code: "23505" });
      return Promise.reject({ ...error, message: error.message, stack: error.stack, queue: text });
    },
  ],
  ["JSON", () => JSON.parse(`{"name": ${text}`)],
  ["an address", () => new URL(text)],
  ["fetch", () => fetch(`http://127.0.0.1:1/Patient?name=${encodeURIComponent(NAME)}&_id=MRN-77120`)],
  ["zod", () => z.strictObject({ a: z.number() }).parse({ [NAME]: 1, a: text })],
  ["zod's choice", () => z.record(z.enum(["a"]), z.literal("b")).parse({ [text]: text })],
  ["a token", async () => jwtVerify(await signed(), new Uint8Array(32), { subject: "somebody else" })],
  ["several", () => Promise.any([Promise.reject(new Error(text)), Promise.reject(text)])],
  ["a wrapped one", () => Promise.reject(toAppError(new Error(text)))],
  [
    "a long chain",
    () =>
      Promise.reject(new Error("a", { cause: new Error("b", { cause: new Error(text, { cause: text }) }) })),
  ],
  [
    "an impostor",
    () => Promise.reject(Object.assign(new Error(text), { name: "AppError", code: "made-up" })),
  ],
];

const signed = (): Promise<string> =>
  new SignJWT({ sub: NAME, note: text }).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32));

describe("an error is written down without what it was about", () => {
  it.each(SOURCES)("%s", async (_what, work) => {
    const error = await thrownBy(work);
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line: string) => void lines.push(line) });
    logger.error({ err: error }, "failed");
    const other = typeof error === "string" ? null : error;
    logger.error({ err: toAppError(error), detail: other, reason: other }, "failed");
    const written = `${lines.join("")}${sayError(error)}${sayError(toAppError(error))}${toAppError(error).message}`;
    expect(lines).toHaveLength(2);
    for (const planted of PLANTED) {
      expect(written).not.toContain(planted);
      expect(written).not.toContain(planted.replace(" ", ""));
    }
  });

  it("keeps what an engineer goes by: class, code, place, our own words, and the same of the causes", () => {
    const driver = new PostgresError({ message: text, code: "23505" });
    const query = new DrizzleQueryError("insert", PLANTED, driver);
    const ours = new AppError("conflict", "somebody was first", { cause: query });
    const described = describeError(ours);
    expect(described).toMatchObject({
      type: "AppError",
      code: "conflict",
      message: "somebody was first",
      cause: { type: "DrizzleQueryError", cause: { type: "PostgresError", code: "23505" } },
    });
    expect(described.at?.[0]).toMatch(/describe-error\.test\.ts:\d+:\d+/);
    expect(sayError(ours)).toBe("somebody was first (DrizzleQueryError, PostgresError, 23505)");
  });

  it.each([
    [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
    [Object.assign(new Error("x"), { code: "ERR_JWT_EXPIRED" }), "ERR_JWT_EXPIRED"],
    [Object.assign(new Error("x"), { code: "UND_ERR_SOCKET" }), "UND_ERR_SOCKET"],
    [Object.assign(new Error("x"), { code: "42P01" }), "42P01"],
    [new AppError("ehr-refused"), "ehr-refused"],
    [Object.assign(new Error("x"), { code: "EMILY" }), undefined],
    [Object.assign(new Error("x"), { code: "MARIA" }), undefined],
    [new DOMException("x", "AbortError"), 20],
  ])("knows the kinds of codes (%#)", (error, code) => {
    expect(describeError(error).code).toBe(code);
  });
});
