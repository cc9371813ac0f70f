import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MARK_HEADER, type PageMark, writeMark } from "@/lib/auth/page-mark";
import type { Permission } from "@/lib/auth/permissions";
import { PERMISSION } from "@/lib/auth/wrapper";

/** Public by design; each has tests of its own. */
const PUBLIC = [
  "app/launch/route.ts",
  "app/api/smart/callback/route.ts",
  "app/api/health/route.ts",
  "app/api/health/live/route.ts",
  "app/api/health/ready/route.ts",
  "app/api/metrics/route.ts",
  "app/api/hooks/alerts/route.ts",
  "app/api/hooks/ehr/[id]/route.ts",
  "app/api/signout/route.ts",
  "app/api/cds-services/route.ts",
  "app/api/cds-services/[service]/route.ts",
  "app/api/cds-services/[service]/feedback/route.ts",
];

/** Every file with actions or route handlers, found by looking, so that a new one cannot be forgotten. */
export const entryFiles = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && /^(actions|route)\.ts$/.test(e.name))
  .map((e) => join(e.parentPath, e.name))
  .filter((f) => !PUBLIC.includes(f));

export type Call = {
  readonly mark?: PageMark | undefined;
  readonly input?: unknown;
  /** Of a route: what follows its origin. */
  readonly path?: string;
};
export type Entry = {
  /** "app/(clinic)/actions.ts decide" */
  readonly name: string;
  readonly kind: "action" | "read" | "write";
  readonly permission: Permission | undefined;
  /** "ok", or the code it is refused with. */
  readonly call: (how?: Call) => Promise<string>;
};

/**
 * What a file exports, to be called as the browser's request would call it. `sent` are the request's headers; a test gives
 * the very same ones to next/headers, which actions read.
 */
export async function entriesOf(file: string, sent: () => Headers): Promise<Entry[]> {
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return Object.entries(exports).flatMap(([name, value]) => {
    if (typeof value !== "function") return [];
    const permission = (value as { [PERMISSION]?: Permission })[PERMISSION];
    const route = file.endsWith("route.ts");
    const kind = route ? (name === "GET" ? "read" : "write") : "action";
    const call = async ({ mark, input = { unexpected: true }, path = "/x/not-a-uuid/data" }: Call = {}) => {
      if (!route) {
        const result = (await value(mark, input)) as { ok: boolean; error?: { code: string } };
        return result.ok ? "ok" : String(result.error?.code);
      }
      const headers = new Headers(sent());
      if (mark) headers.set(MARK_HEADER, writeMark(mark));
      const body = kind === "write" ? { body: JSON.stringify(input) } : {};
      const request = new Request(`http://localhost${path}`, { method: name, headers, ...body });
      const response = (await value(request)) as Response;
      return response.ok ? "ok" : String(((await response.json()) as { code?: string }).code);
    };
    return [{ name: `${file} ${name}`, kind, permission, call }];
  });
}
