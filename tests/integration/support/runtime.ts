import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appUser } from "@/db/schema";
import { openTestDatabase } from "@/db/testing";
import type { Permission } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import { parseEnv } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { createLogger } from "@/lib/core/logger";
import {
  closeRuntime,
  createRuntime,
  type Runtime,
  type RuntimeOverrides,
} from "@/lib/workflows/service/runtime";

export type TestRuntime = { readonly rt: Runtime; readonly dataDir: string; close(): Promise<void> };

export const makeDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), "openacuity-runtime-"));

/** A whole runtime on a fresh database and data folder; nothing consumes the queue unless the test says so. */
export async function openTestRuntime(
  settings: Record<string, string> = {},
  overrides: RuntimeOverrides = {},
): Promise<TestRuntime> {
  const dataDir = settings.DATA_DIR ?? (await makeDataDir());
  const env = parseEnv({
    NEXTAUTH_SECRET: "test".repeat(10),
    DATA_KEYS: `test:${Buffer.alloc(32, 3).toString("base64")}`,
    DATA_DIR: dataDir,
    MODEL_DIR: join(dataDir, "no-model"),
    ...settings,
  });
  const handle = overrides.handle ?? (await openTestDatabase());
  const rt = await createRuntime(env, {
    logger: createLogger("error", { write: () => {} }),
    queueTiming: { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 },
    ...overrides,
    handle,
  });
  return {
    rt,
    dataDir,
    close: async () => {
      await closeRuntime(rt);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Somebody of a role, known to the database, acting in a request of their own. */
export async function signedIn(
  rt: Runtime,
  role: Role,
  permission: Permission,
  issuer = "https://ehr.test/fhir",
): Promise<Authorized> {
  const userId = newId();
  await rt.db.insert(appUser).values({
    id: userId,
    issuer,
    subject: userId,
    displayName: `Test ${role}`,
    role,
    createdAt: rt.clock(),
  });
  return {
    principal: {
      userId,
      sessionId: newId(),
      displayName: `Test ${role}`,
      role,
      issuer,
      fhirUser: null,
    },
    permission,
    requestId: newId(),
  };
}

export async function until(condition: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`did not happen within ${ms} ms`);
}
