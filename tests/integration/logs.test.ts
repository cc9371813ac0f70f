import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { DbHandle } from "@/db/client";
import { openTestDatabase } from "@/db/testing";
import { runAuthorized } from "@/lib/auth/wrapper";
import { toAppError } from "@/lib/core/errors";
import { createLogger, type Logger } from "@/lib/core/logger";
import { createFhirClient } from "@/lib/fhir/client";
import { startQueue } from "@/lib/workflows/service/queue";

/** A made-up patient, put wherever the product hands data to a library. Nothing of it may reach a log line. */
const NAME = "Marigold Quillfeather";
const PLANTED = ["Quillfeather", "MRN-77120", "wheezing since noon"];
const words = PLANTED.join(" ");

let handle: DbHandle;
let lines: string[];
let logger: Logger;
beforeAll(async () => {
  handle = await openTestDatabase();
});
afterAll(() => handle.close());
beforeEach(() => {
  lines = [];
  logger = createLogger("debug", { write: (line: string) => void lines.push(line) });
});

function expectClean(text: string): void {
  for (const planted of PLANTED) expect(text).not.toContain(planted);
}

async function failing(work: () => Promise<unknown>): Promise<string> {
  const result = await runAuthorized(
    {
      runtime: null,
      logger,
      requestId: "r1",
      principal: {
        userId: "u",
        sessionId: "s",
        displayName: "Test nurse",
        role: "clinician",
        issuer: "https://ehr.test",
        fhirUser: null,
      },
      page: { changes: false, ownOrigin: true, mark: undefined },
      isNamed: async () => false,
      isOwnLaunch: async () => true,
      noteUse: async () => {},
      auditDenied: async () => {},
      observe: () => {},
    },
    { name: "test", permission: "board:read", input: z.object({}) },
    {},
    work,
  );
  expect(result.ok).toBe(false);
  expect(lines).toHaveLength(1);
  return `${lines.join("")}${JSON.stringify(result)}`;
}

describe("an action that fails is logged without what it worked on", () => {
  it("in a query of drizzle's, with its parameters", async () => {
    const text = await failing(() =>
      handle.db.execute(sql`insert into app_user (id, display_name) values (${words}, ${NAME})`),
    );
    expectClean(text);
    expect(JSON.parse(lines[0] ?? "").err).toMatchObject({ type: "DrizzleQueryError" });
  });

  it("in a row that breaks a constraint, quoted by the database", async () => {
    const row = sql`insert into app_user (id, issuer, subject, display_name, created_at) values
      (gen_random_uuid(), ${words}, ${NAME}, 'x', now())`;
    await handle.db.execute(row);
    const text = await failing(() => handle.db.execute(row));
    expectClean(text);
    expect(text).toContain("23505");
  });

  it("in the driver itself", async () => {
    expectClean(await failing(() => handle.exec("select $1::int", [words])));
  });

  it("in what was made of it on the way", async () => {
    expectClean(
      await failing(async () => {
        throw toAppError(await handle.exec("select $1::uuid", [words]).catch((e: unknown) => e));
      }),
    );
  });
});

describe("the EHR's words", () => {
  let server: Server;
  afterAll(() => void server?.close());

  it.each([
    [
      "an OperationOutcome",
      500,
      "application/fhir+json",
      JSON.stringify({ resourceType: "OperationOutcome", text: words }),
    ],
    ["a page", 200, "text/html", `<p>${words}</p>`],
    ["half a resource", 200, "application/fhir+json", `{"resourceType":"Patient","name":"${words}`],
    ["a refusal", 403, "text/plain", words],
  ])("in %s stay out", async (_what, status, type, body) => {
    server = createServer((_request, response) =>
      response.writeHead(status, { "content-type": type, "x-note": "MRN-77120" }).end(body),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = createFhirClient({
      issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
      accessToken: async () => "MRN-77120",
      timeoutMs: 2_000,
      sleep: async () => {},
    });
    expectClean(await failing(() => client.search("Patient", { name: NAME, identifier: "MRN-77120" })));
    server.close();
  });
});

describe("the engine's words", () => {
  it("stay out", async () => {
    const ort = await import("onnxruntime-node");
    expectClean(await failing(() => ort.InferenceSession.create(`/nowhere/${words}/model.onnx`)));
    lines = [];
    expectClean(await failing(() => ort.InferenceSession.create(Buffer.from(words))));
  });
});

describe("the work queue", () => {
  it("neither logs nor stores what a job's error says", async () => {
    const queue = await startQueue(handle, logger, {
      heartbeatSeconds: 10,
      superviseSeconds: 1,
      pollSeconds: 0.5,
    });
    await queue.startConsumers({
      writeBack: () =>
        handle.exec("select $1::int", [words]).then(
          () => {},
          (cause: unknown) => Promise.reject(new Error(words, { cause })),
        ),
      retrain: async () => {},
      explainModel: async () => {},
    });
    await queue.sendWriteBack(handle.db, "d1");
    let outputs = "";
    for (const end = Date.now() + 15_000; Date.now() < end && outputs === ""; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { rows } = await handle.exec(
        "select output from pgboss.job where name = 'write-back' and output is not null",
      );
      if (rows.length > 0) outputs = JSON.stringify(rows);
    }
    await queue.stop();
    expect(outputs).toContain("unforeseen");
    expectClean(outputs);
    expectClean(lines.join(""));
  });

  it("is heard through the log alone, when its own queries fail", async () => {
    const broken: DbHandle = await openTestDatabase();
    const queue = await startQueue(broken, logger, {
      heartbeatSeconds: 10,
      superviseSeconds: 1,
      pollSeconds: 0.5,
    });
    await queue.startConsumers({
      writeBack: async () => {},
      retrain: async () => {},
      explainModel: async () => {},
    });
    await broken.exec(
      `create or replace function pgboss.refuse() returns trigger language plpgsql as $$ begin raise exception '${words}' using detail = '${words}'; end $$`,
    );
    await broken.exec(
      "create trigger refuse before update on pgboss.job for each statement execute function pgboss.refuse()",
    );
    await queue.sendWriteBack(broken.db, "MRN-77120");
    for (const end = Date.now() + 15_000; Date.now() < end && lines.length === 0; )
      await new Promise((resolve) => setTimeout(resolve, 50));
    await queue.stop().catch(() => {});
    await broken.close();
    expect(lines.join("")).toContain("work queue error");
    expectClean(lines.join(""));
  });
});
