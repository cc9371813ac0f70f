import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readNetwork, tellNetwork } from "@/db/network";
import { listAuditEvents } from "@/db/queries/audit";
import { decision } from "@/db/schema";
import { networkNameOf } from "@/lib/auth/site-settings";
import { SILENT_AFTER_SECONDS } from "@/lib/monitoring/network/site-figures";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { isNamed } from "@/lib/workflows/govern/named-people";
import { viewNetwork } from "@/lib/workflows/watch/network";
import { gatherFigures, tellHow } from "@/lib/workflows/watch/tell-network";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { as, type Clinic, gesture, launch, open, startClinic } from "../clinic/support";
import { openSite, startTestNetwork, type TestNetwork } from "./support";

const asking = vi.hoisted(() => ({ sessionId: null as string | null }));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ "sec-fetch-dest": "document" }) }));
vi.mock("next/navigation", () => ({
  forbidden: () => {
    throw new Error("403");
  },
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));

const REFUSED = "42501";
let network: TestNetwork;
let name: string;
const urlOf = (id: "north" | "south", setting: "NETWORK_DATABASE_URL" | "NETWORK_READER_URL") =>
  network.settingsOf(id)[setting] ?? "";

async function connected<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
const codeOf = (url: string, statement: string): Promise<string> =>
  connected(url, (sql) =>
    sql.unsafe(statement).then(
      () => "done",
      (error: { code?: string }) => error.code ?? String(error),
    ),
  );
const within = (url: string, database: string): string => {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
};

/** The site with its people, in the hands of this test. */
async function siteOf(id: "north" | "south"): Promise<Clinic> {
  const settings = network.settingsOf(id);
  const { DATA_KEYS = "", NETWORK_DATABASE_URL = "", NETWORK_READER_URL = "" } = settings;
  return startClinic({
    handle: await openSite(settings),
    env: { DATA_KEYS, NETWORK_DATABASE_URL, NETWORK_READER_URL },
  });
}

/** Names one of the sandbox's people, as SITES_FILE would: the sandbox's address is known only once it runs. */
const named = ({ rt, sandbox }: Clinic, subject: string): void => {
  (rt.env as { NETWORK_READERS: string }).NETWORK_READERS = `${sandbox.fhirBaseUrl}|${subject}`;
};

describe.skipIf(!process.env.TEST_DATABASE_URL || !findPostgres())("the console of a network", () => {
  beforeAll(async () => {
    network = await startTestNetwork({ readersAt: "north" });
    const made = await network.run("bin/db-migrate.ts", "--site", "all");
    expect(made, made.said).toMatchObject({ code: 0 });
    name = networkNameOf(network.env.DATABASE_URL ?? "");
  });
  afterAll(async () => {
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")];
    await network?.close();
  });

  it("lists the sites before any of them has told anything", async () => {
    expect(await readNetwork(urlOf("north", "NETWORK_READER_URL"))).toEqual(
      ["north", "south"].map((id) => ({
        site: id,
        name: `The ${id} hospital`,
        origin: `https://${id}.triage.example`,
        figures: null,
        secondsAgo: null,
      })),
    );
  });

  it("gives the reader's address to a site where somebody reads, and to no other", () => {
    expect(urlOf("north", "NETWORK_READER_URL")).toContain(name);
    expect(urlOf("south", "NETWORK_READER_URL")).toBe("");
  });

  it("lets the reader's role read figures, and reach no patient of any site", async () => {
    const reader = urlOf("north", "NETWORK_READER_URL");
    for (const database of ["network_north", "network_south"])
      expect(await codeOf(within(reader, database), "select 1"), database).toBe(REFUSED);
    const may = await network.asSuperuser(
      null,
      (sql) => sql`
        select datname::text from pg_database where has_database_privilege(${name}, datname, 'connect') and datname like 'network%'
          and datname <> 'network' order by 1`,
    );
    expect(may.map((r) => r.datname)).toEqual([name]);
    for (const statement of [
      "update site_figures set figures = '{}'",
      "insert into site_figures (site, role, name, origin, place) values ('x', 'x', 'x', 'x', 9)",
      "delete from site_figures",
      "truncate site_figures",
      "create table mine (x int)",
      "create temp table mine (x int)",
    ])
      expect(await codeOf(reader, statement), statement).toBe(REFUSED);
    // Inside a site's database, past the missing right to connect: there is nothing the role may read.
    for (const site of ["north", "south"] as const) {
      const readable = await network.asSuperuser(
        site,
        (sql) => sql`
          select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^(pg_|information_schema)'
            and has_table_privilege(${name}, c.oid, 'select')`,
      );
      expect(readable, site).toHaveLength(0);
    }
  });

  it("lets a site tell how it is, and neither read nor say anything of another", async () => {
    const own = urlOf("south", "NETWORK_DATABASE_URL");
    expect(await tellNetwork(own, { of: "the south" })).toBe(true);
    for (const statement of [
      "select * from site_figures",
      "update site_figures set figures = '{}' where site = 'north'",
      "update site_figures set figures = '{}' returning site",
      "update site_figures set site = 'north'",
      "update site_figures set told_at = now() + interval '1 year'",
      "delete from site_figures",
      "create temp table mine (x int)",
    ])
      expect(await codeOf(own, statement), statement).toBe(REFUSED);
    const rows = await readNetwork(urlOf("north", "NETWORK_READER_URL"));
    expect(rows.map((r) => [r.site, r.figures])).toEqual([
      ["north", null],
      ["south", { of: "the south" }],
    ]);
    expect(await codeOf(own, `update site_figures set figures = to_jsonb(repeat('x', 9000))`)).toBe("23514");
  });

  it("shows who is named each site as it told, and one that is dead as dead", async () => {
    const south = await siteOf("south");
    try {
      const { auth, view } = await open(south, "nurse1", "enc-001");
      await recordDecision(south.rt, auth, gesture(view));
      await tellHow(south.rt);
    } finally {
      await south.close();
    }
    await connected(within(network.cluster.url, name), (sql) =>
      sql.unsafe(
        `alter table site_figures disable trigger all;
         update site_figures set told_at = now() - interval '${SILENT_AFTER_SECONDS + 60} seconds' where site = 'south';
         alter table site_figures enable trigger all`,
      ),
    );
    const north = await siteOf("north");
    try {
      named(north, "auditor");
      await tellHow(north.rt);
      const { sessionId } = await launch(north, "auditor");
      const auth = await as(north.rt, sessionId, "network:read");
      const { sites } = await viewNetwork(north.rt, auth);
      expect(sites).toMatchObject([
        { id: "north", state: "told", figures: { decidedInDay: 0, model: { version: "1.0.0" } } },
        { id: "south", state: "silent", figures: { decidedInDay: 1, week: { decided: 1, changed: null } } },
      ]);
      expect(sites[1]?.secondsAgo).toBeGreaterThan(SILENT_AFTER_SECONDS);
      const seen = await listAuditEvents(north.rt.db, { event: "network.viewed", limit: 5 });
      expect(seen).toMatchObject([{ detail: { sites: ["north", "south"] } }]);
    } finally {
      await north.close();
    }
  });

  it("tells nothing that stands in a case", async () => {
    const north = await siteOf("north");
    try {
      const { auth, view } = await open(north, "nurse1", "enc-001");
      await recordDecision(north.rt, auth, gesture(view));
      const [made] = await north.rt.db.select().from(decision);
      const told = JSON.stringify(await gatherFigures(north.rt));
      for (const secret of [
        view.encounterId,
        view.assessment.id,
        made?.id ?? randomUUID(),
        auth.principal.displayName,
        north.sandbox.fhirBaseUrl,
      ])
        expect(told).not.toContain(secret);
    } finally {
      await north.close();
    }
  });

  it("is refused to whom the settings do not name, and to a role that may not, and says so in the audit log", async () => {
    const north = await siteOf("north");
    (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")] = Promise.resolve(north.rt);
    const { requirePrincipal } = await import("@/app/_server/guard");
    const asks = async (subject: string): Promise<string> => {
      asking.sessionId = (await launch(north, subject)).sessionId;
      return requirePrincipal("network:read").then(
        () => "let in",
        (error: Error) => error.message,
      );
    };
    try {
      expect(await asks("steward")).toBe("403");
      named(north, "steward");
      expect(await asks("steward")).toBe("let in");
      expect(await asks("auditor")).toBe("403");
      // Named, and of a role that does clinical work.
      named(north, "nurse1");
      expect(await asks("nurse1")).toBe("403");
      const denied = await listAuditEvents(north.rt.db, { event: "access.denied", limit: 10 });
      expect(denied.map((d) => d.detail.permission)).toEqual(Array(3).fill("network:read"));
      // The same name at another EHR is somebody else.
      (north.rt.env as { NETWORK_READERS: string }).NETWORK_READERS = "https://elsewhere.example/r4|steward";
      expect(await asks("steward")).toBe("403");
      // Nobody reads here, whatever the list says.
      named(north, "steward");
      (north.rt.env as { NETWORK_READER_URL?: string | undefined }).NETWORK_READER_URL = undefined;
      const { principal } = await as(north.rt, asking.sessionId ?? "");
      expect(await isNamed(north.rt, principal, "network:read")).toBe(false);
    } finally {
      await north.close();
    }
  });
});
