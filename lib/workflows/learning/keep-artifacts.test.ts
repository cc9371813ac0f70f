import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "@/lib/core/logger";
import { openArtifact } from "@/lib/model/artifact";
import {
  fetchArtifact,
  hasArtifact,
  type ObjectStore,
  sendArtifact,
} from "@/lib/registry/objects/artifact-objects";
import { openS3 } from "@/lib/registry/objects/s3";
import { type S3Server, startS3 } from "@/lib/registry/objects/testing/s3-server";
import { digestOf, versionPath } from "./artifact-store";
import { keptIn, modelStoreOf } from "./keep-artifacts";

/** A server of another make, such as moto's or MinIO's, with credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
const real = process.env.S3_TEST_ENDPOINT;
const shipped = "models/openacuity-triage";
const logger = createLogger("fatal");
const never = new AbortController().signal;
let server: S3Server;
let store: ObjectStore;
let folder: string;
let digest: string;
let files: number;

const open = (endpoint = server.endpoint, bucket = "models") =>
  openS3({ bucket, prefix: "a/b", region: "us-east-1", endpoint, pathStyle: true });

beforeAll(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", process.env.AWS_ACCESS_KEY_ID ?? "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", process.env.AWS_SECRET_ACCESS_KEY ?? "test");
  const artifact = await openArtifact(shipped);
  digest = artifact.digest;
  files = new Set(Object.values(artifact.manifest.files)).size;
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  server = await startS3();
  store = await open();
  folder = mkdtempSync(join(tmpdir(), "openacuity-store-"));
});
afterEach(async () => {
  store.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const puts = () => server.asked.filter((a) => a.startsWith("PUT ")).length;

describe("an artifact in the store", () => {
  it("comes back as it was, is sent once, and is there only when all of it is", async () => {
    expect(await hasArtifact(store, digest)).toBe(false);
    expect(await fetchArtifact(store, digest, join(folder, "none"))).toBe(false);
    await sendArtifact(store, shipped, digest);
    expect(server.asked.at(-1)).toBe(`PUT a/b/manifests/${digest}.json`);
    expect(puts()).toBe(files + 1);
    expect(await hasArtifact(store, digest)).toBe(true);
    expect(await fetchArtifact(store, digest, join(folder, "back"))).toBe(true);
    expect(await digestOf(join(folder, "back"))).toBe(digest);
    await sendArtifact(store, shipped, digest);
    // Again only what names it: its files are there.
    expect(puts()).toBe(files + 2);
  });

  it("broken off is not there, and the next try goes on where it was", async () => {
    let sent = 0;
    server.fault = (said) => (said.startsWith("PUT ") && ++sent > 3 ? 403 : undefined);
    await expect(sendArtifact(store, shipped, digest)).rejects.toMatchObject({ code: "internal" });
    server.fault = () => undefined;
    expect(await hasArtifact(store, digest)).toBe(false);
    const before = puts();
    await sendArtifact(store, shipped, digest);
    expect(puts() - before).toBe(files + 1 - 3);
    expect(await fetchArtifact(store, digest, join(folder, "back"))).toBe(true);
  });

  it.each([
    ["a file that was changed", "files/"],
    ["a manifest that was changed", "manifests/"],
  ])("with %s is refused", async (_, where) => {
    await sendArtifact(store, shipped, digest);
    const key = [...server.objects.keys()].find((k) => k.includes(where)) ?? "";
    server.objects.set(key, Buffer.concat([server.objects.get(key) ?? Buffer.alloc(0), Buffer.from(" ")]));
    await expect(fetchArtifact(store, digest, join(folder, "back"))).rejects.toMatchObject({
      code: "artifact-invalid",
    });
  });

  it("with a file that is gone, or one too long, is refused", async () => {
    await sendArtifact(store, shipped, digest);
    const manifest = [...server.objects.keys()].find((k) => k.includes("manifests/")) ?? "";
    const other = [...server.objects.keys()].find((k) => k.includes("files/")) ?? "";
    server.objects.delete(other);
    await expect(fetchArtifact(store, digest, join(folder, "a"))).rejects.toMatchObject({
      code: "artifact-invalid",
    });
    server.objects.set(manifest, Buffer.alloc(3 * 2 ** 20));
    await expect(fetchArtifact(store, digest, join(folder, "b"))).rejects.toThrow(/too long/);
  });

  it("is not made of a folder that holds another version", async () => {
    await expect(sendArtifact(store, shipped, "0".repeat(64))).rejects.toMatchObject({
      code: "artifact-invalid",
    });
    expect(server.objects.size).toBe(0);
  });
});

describe("a store that does not answer as it should", () => {
  it("is told from one that has no such version", async () => {
    const wrong = await open(server.endpoint, "other-bucket");
    await expect(wrong.get("manifests/x.json", 10)).rejects.toMatchObject({ code: "internal" });
    wrong.close();
    server.fault = () => 403;
    await expect(hasArtifact(store, digest)).rejects.toMatchObject({ code: "internal" });
    const { endpoint } = server;
    await server.close();
    const gone = await open(endpoint);
    await expect(hasArtifact(gone, digest)).rejects.toMatchObject({ code: "internal" });
    gone.close();
  });
});

describe("versions of an installation", () => {
  const version = () => ({ version: "1.0", digest, artifactDir: versionPath("1.0") });
  const place = () => join(folder, versionPath("1.0"));
  const kept = () => keptIn(() => open(), { dataDir: folder, logger });

  it("are sent from one host and fetched on another, once however many ask, and leave nothing beside them", async () => {
    await cp(shipped, place(), { recursive: true });
    await kept().keep([version()], never);
    const other = mkdtempSync(join(tmpdir(), "openacuity-store-"));
    try {
      const there = keptIn(() => open(), { dataDir: other, logger });
      server.asked.length = 0;
      await Promise.all([there.bring(version()), there.bring(version()), there.keep([version()], never)]);
      expect(await digestOf(join(other, versionPath("1.0")))).toBe(digest);
      expect(server.asked.filter((a) => a === `GET a/b/manifests/${digest}.json`)).toHaveLength(1);
      expect(readdirSync(join(other, "models"))).toEqual(["1.0"]);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("that lie here and are wrong are neither sent nor mended: somebody has to look", async () => {
    await cp(shipped, place(), { recursive: true });
    appendFileSync(join(place(), "config.json"), " ");
    await kept().keep([version()], never);
    expect(server.objects.size).toBe(0);
    await sendArtifact(store, shipped, digest);
    await kept().bring(version());
    expect(await digestOf(place())).toBeNull();
  });

  it("do not wait for a store that is away: what is served lies here", async () => {
    await cp(shipped, place(), { recursive: true });
    server.fault = () => 403;
    const store = kept();
    await store.keep([version()], never);
    await store.bring(version());
    expect(await digestOf(place())).toBe(digest);
    server.fault = () => undefined;
    await store.keep([version()], never);
    expect(server.objects.size).toBe(files + 1);
  });

  it("are told of as they are: there, on their way, wrong here, or nowhere; and when the store last answered", async () => {
    const second = { version: "2.0", digest: "0".repeat(64), artifactDir: versionPath("2.0") };
    await cp(shipped, place(), { recursive: true });
    const now = new Date("2026-03-01T12:00:00Z");
    const here = keptIn(
      () => open(),
      { dataDir: folder, logger },
      () => now,
    );
    expect(here.reachedAt()).toBeNull();
    expect(await here.look([version(), second])).toEqual({ versions: ["waiting", "nowhere"], error: null });
    expect(here.reachedAt()).toEqual(now);
    expect(server.objects.size).toBe(0);
    await here.keep([version()], never);
    await cp(shipped, join(folder, versionPath("2.0")), { recursive: true });
    expect(await here.look([version(), second])).toEqual({ versions: ["kept", "wrong"], error: null });
  });

  it("are not known of while the store is away, which is said, and it is not asked again and again", async () => {
    server.fault = () => 403;
    const here = kept();
    const many = Array.from({ length: 30 }, version);
    const looked = await here.look(many);
    expect(looked.versions).toEqual(many.map(() => "unknown"));
    expect(looked.error).toContain("the model store did not answer as it should");
    expect(here.reachedAt()).toBeNull();
    expect(server.asked.length).toBeLessThan(many.length);
  });

  it("of which a broken fetch left nothing are fetched by the next", async () => {
    await sendArtifact(store, shipped, digest);
    let got = 0;
    server.fault = (said) => (said.startsWith("GET ") && ++got === 4 ? 403 : undefined);
    const there = kept();
    await expect(there.bring(version())).rejects.toMatchObject({ code: "internal" });
    expect(existsSync(place())).toBe(false);
    expect(readdirSync(join(folder, "models"))).toEqual([]);
    await there.bring(version());
    expect(await digestOf(place())).toBe(digest);
  });

  it("are kept nowhere else where no bucket is set", () => {
    expect(
      modelStoreOf(
        {
          MODEL_STORE_S3_BUCKET: undefined,
          MODEL_STORE_S3_PREFIX: "openacuity",
          MODEL_STORE_S3_REGION: "us-east-1",
          MODEL_STORE_S3_ENDPOINT: undefined,
          MODEL_STORE_S3_PATH_STYLE: false,
        },
        { dataDir: folder, logger },
      ),
    ).toBeNull();
  });
});

describe.skipIf(!real)(`on a server of another make${real ? "" : " (S3_TEST_ENDPOINT is not set)"}`, () => {
  it("keeps and gives back a version", async () => {
    const bucket = `models-${Date.now()}`;
    const { S3Client, CreateBucketCommand } = await import("@aws-sdk/client-s3");
    const admin = new S3Client({ endpoint: real as string, region: "us-east-1", forcePathStyle: true });
    await admin.send(new CreateBucketCommand({ Bucket: bucket }));
    admin.destroy();
    const other = await open(real, bucket);
    expect(await hasArtifact(other, digest)).toBe(false);
    await sendArtifact(other, shipped, digest);
    expect(await hasArtifact(other, digest)).toBe(true);
    expect(await fetchArtifact(other, digest, join(folder, "back"))).toBe(true);
    expect(await digestOf(join(folder, "back"))).toBe(digest);
    const absent = await open(real, "no-such-bucket-here");
    await expect(absent.get("x", 10)).rejects.toMatchObject({ code: "internal" });
    absent.close();
    other.close();
  });
});
