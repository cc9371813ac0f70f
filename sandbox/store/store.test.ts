import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import {
  authorize,
  ehrLaunch,
  fhirClient,
  type Json,
  TestBrowser,
  testSandbox,
  tokenRequest,
} from "../testing";
import { openJournal } from "./journal";
import { ResourceStore } from "./store";

const folders: string[] = [];
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "sandbox-test-"));
  folders.push(dir);
  return dir;
};
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const note = (subject: string, value: string) => ({
  resourceType: "Observation",
  status: "final",
  code: { text: "test" },
  subject: { reference: subject },
  identifier: [{ system: "urn:t", value }],
});

describe("the journal", () => {
  const read = (dir: string) => {
    const records: number[] = [];
    const warnings: string[] = [];
    const journal = openJournal<number>({
      dir,
      name: "j",
      onRecord: (r) => records.push(r),
      warn: (m) => warnings.push(m),
    });
    return { journal, records, warnings };
  };

  it("gives back what was appended, across snapshots", () => {
    const dir = folder();
    const first = read(dir).journal;
    for (const n of [1, 2, 3]) first.append(n);
    first.compact([10, 20]);
    first.append(4);
    first.close();
    expect(read(dir)).toMatchObject({ records: [10, 20, 4], warnings: [] });
  });

  it("skips journal records that the snapshot already holds", () => {
    const dir = folder();
    const { journal } = read(dir);
    journal.append(1);
    const kept = readFileSync(join(dir, "j.journal.jsonl"));
    journal.compact([1]);
    journal.close();
    // As after a crash between renaming the snapshot and emptying the journal.
    writeFileSync(join(dir, "j.journal.jsonl"), kept);
    expect(read(dir).records).toEqual([1]);
  });

  it.each([
    ["half a record", "deadbeef 4 {"],
    ["a wrong checksum", "00000000 4 4\n"],
    ["rubbish", "\u0000\u0000\u0000\n\n"],
  ])("leaves out %s at the end, says so, and goes on", (_what, tail) => {
    const dir = folder();
    const first = read(dir).journal;
    for (const n of [1, 2, 3]) first.append(n);
    first.close();
    appendFileSync(join(dir, "j.journal.jsonl"), tail);
    const second = read(dir);
    expect(second.records).toEqual([1, 2, 3]);
    expect(second.warnings).toHaveLength(1);
    second.journal.append(5);
    second.journal.close();
    expect(read(dir)).toMatchObject({ records: [1, 2, 3, 5], warnings: [] });
  });

  it("refuses a damaged snapshot instead of starting half empty", () => {
    const dir = folder();
    const { journal } = read(dir);
    journal.compact([1, 2, 3]);
    journal.close();
    const file = join(dir, "j.snapshot.jsonl");
    const text = readFileSync(file, "utf8");
    for (const damaged of [text.replace(" 2\n", " 9\n"), text.slice(0, -30), `${text.split("\n")[0]}\n`]) {
      writeFileSync(file, damaged);
      expect(() => read(dir)).toThrow(/damaged/);
    }
  });
});

describe("the store", () => {
  const patient = (id: string, extra: object = {}) => ({ resourceType: "Patient", id, ...extra }) as never;

  it("undoes a failed transaction completely, indexes too", async () => {
    const commits: number[] = [];
    const store = new ResourceStore({ now: () => new Date(0), onCommit: (c) => commits.push(c.length) });
    store.put(patient("a"), "POST");
    store.put({ ...note("Patient/a", "1"), id: "o" } as never, "POST");
    const before = JSON.stringify([...store.changes()]);
    const work = store.transaction(async () => {
      store.put(patient("a", { active: false }), "PUT");
      store.put(patient("b"), "POST");
      store.put({ ...note("Patient/b", "1"), id: "o" } as never, "PUT");
      store.remove("Patient", "a");
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(JSON.stringify([...store.changes()])).toBe(before);
    expect([...store.about(["Patient/a"], "Observation")].map((o) => o.id)).toEqual(["o"]);
    expect([...store.about(["Patient/b"], "Observation")]).toEqual([]);
    expect([store.isReferred("Patient", "a"), store.isReferred("Patient", "b")]).toEqual([true, false]);
    expect(commits).toEqual([1, 1]);
  });
});

describe("on disk", () => {
  it("keeps records, tokens, keys and versions between starts, readable by the owner alone", async () => {
    const dataDir = folder();
    const first = await testSandbox({ dataDir });
    const tokens = await ehrLaunch(first, "nurse1", "enc-001", "openid launch offline_access user/*.cruds");
    const subject = `Patient/${tokens.patient}`;
    const created = await fhirClient(first, tokens.access_token)(
      "POST",
      "Observation",
      note(subject, "kept"),
    );
    const { port } = new URL(first.origin);
    await first.close();
    // Lets this process notice that its kept-alive connections are gone.
    await new Promise((r) => setTimeout(r, 50));
    for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);

    const second = await testSandbox({ dataDir, port: Number(port), seed: 99 });
    try {
      expect(second.clientSecret).toBe(first.clientSecret);
      const fhir = fhirClient(second, tokens.access_token);
      expect((await fhir("GET", `Observation/${created.body.id}`)).body).toEqual(created.body);
      const refreshed = await tokenRequest(second, {
        grant_type: "refresh_token",
        refresh_token: tokens.refresh_token ?? "",
      });
      expect(refreshed).toMatchObject({ patient: tokens.patient });
    } finally {
      await second.close();
    }
  });

  it("fills the department anew after twelve hours, but not once something was charted", async () => {
    const dataDir = folder();
    let clock = new Date("2026-11-24T08:00:00Z");
    const open = () => testSandbox({ dataDir, now: () => clock });
    const waitingIds = (s: Awaited<ReturnType<typeof open>>) =>
      [...s.store.all("Encounter")]
        .filter((e: Json) => e.class.code === "EMER" && e.status !== "finished")
        .map((e) => e.id);
    const first = await open();
    const before = waitingIds(first);
    await first.close();

    clock = new Date("2026-11-24T19:00:00Z");
    const same = await open();
    expect(waitingIds(same)).toEqual(before);
    await same.close();

    clock = new Date("2026-11-25T08:00:00Z");
    const renewed = await open();
    const after = waitingIds(renewed);
    expect(after.length).toBe(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    const [encounter] = [...renewed.store.all("Encounter")] as Json[];
    const token = (await ehrLaunch(renewed, "nurse1", encounter.id, "openid launch user/*.cruds"))
      .access_token;
    expect(
      (await fhirClient(renewed, token)("POST", "Observation", note(encounter.subject.reference, "x")))
        .status,
    ).toBe(201);
    await renewed.close();

    clock = new Date("2026-11-27T08:00:00Z");
    const kept = await open();
    expect(waitingIds(kept)).toEqual(after);
    await kept.close();
  });

  it("lets patients arrive, be measured again and leave", async () => {
    let clock = Date.now();
    const sandbox = await testSandbox({ now: () => new Date(clock) });
    try {
      const count = () =>
        [...sandbox.store.all("Encounter")].filter(
          (e: Json) => e.class.code === "EMER" && e.status !== "finished" && e.status !== "cancelled",
        ).length;
      const before = { waiting: count(), observations: sandbox.store.count("Observation") };
      await sandbox.advance(3);
      expect(count()).toBe(before.waiting + 3);
      clock += 30 * 60_000;
      await sandbox.advance();
      expect(sandbox.store.count("Observation")).toBeGreaterThan(before.observations + 50);
      clock += 9 * 3_600_000;
      await sandbox.advance(2);
      expect(count()).toBe(2);
    } finally {
      await sandbox.close();
    }
  });
});

const root = fileURLToPath(new URL("../..", import.meta.url));

async function startProcess(
  dataDir: string,
  port = "0",
): Promise<{ child: ChildProcess; origin: string; ms: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", "sandbox/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      SANDBOX_PORT: port,
      SANDBOX_DATA_DIR: dataDir,
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      SANDBOX_FAULTS: "1",
      APP_ORIGIN: "http://localhost:39999",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      const found = /ready at (\S+)/.exec(chunk.toString())?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return { child, origin, ms: performance.now() - began };
}

describe("the process", () => {
  it("loses nothing it acknowledged when it is killed while writing", async () => {
    const dataDir = folder();
    const { child, origin, ms } = await startProcess(dataDir);
    console.log(`first start, with filling: ${Math.round(ms)} ms`);
    const endpoint = { issuer: `${origin}/auth`, fhirBaseUrl: `${origin}/fhir/r4` };
    const { launch } = (await (
      await fetch(`${origin}/sandbox/launch`, {
        method: "POST",
        body: JSON.stringify({ user: "nurse1", encounter: "enc-001" }),
      })
    ).json()) as { launch: string };
    const outcome = await authorize(endpoint as never, new TestBrowser(), {
      scope: "openid launch offline_access user/*.cruds",
      launch,
    });
    if (!outcome.ok) throw new Error(outcome.error);
    const { patient, access_token } = outcome.tokens;

    const acknowledged: string[] = [];
    const fhir = fhirClient(endpoint as never, access_token);
    const writer = async (lane: number) => {
      for (let i = 0; ; i++) {
        const answer = await fhir("POST", "Observation", note(`Patient/${patient}`, `${lane}-${i}`));
        if (answer.status !== 201) throw new Error(String(answer.status));
        acknowledged.push(answer.body.id);
      }
    };
    const writers = [0, 1, 2].map((lane) => writer(lane).catch(() => {}));
    while (acknowledged.length < 60) await new Promise((r) => setTimeout(r, 10));
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await Promise.all([...writers, gone]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);

    const second = await startProcess(dataDir, new URL(origin).port);
    console.log(
      `restart after kill -9: ${Math.round(second.ms)} ms, ${acknowledged.length} writes acknowledged before it`,
    );
    const found: string[] = [];
    for (let offset = 0; ; offset += 1000) {
      const page = await fhir(
        "GET",
        `Observation?patient=${patient}&identifier=urn:t|&_count=1000&_offset=${offset}`,
      );
      expect(page.status).toBe(200);
      found.push(...(page.body.entry ?? []).map((e: Json) => e.resource.id));
      if (found.length >= page.body.total) break;
    }
    expect(acknowledged.filter((id) => !found.includes(id))).toEqual([]);
    // At most what was under way in each lane came through unacknowledged.
    expect(found.length - acknowledged.length).toBeLessThanOrEqual(3);

    const ended = new Promise((resolve) => second.child.once("exit", (code) => resolve(code)));
    second.child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });

  it("says what is wrong with a setting", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "sandbox/main.ts"], {
      cwd: root,
      env: { ...process.env, SANDBOX_PORT: "many" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(1);
    expect(errors).toContain("SANDBOX_PORT");
  });
});
