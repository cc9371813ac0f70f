import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSessionReader } from "@/bin/serve/session-reader";
import { listenToAll, notifyAll } from "@/db/changes";
import { openDatabase } from "@/db/client";
import { encodeSession } from "@/lib/auth/next";
import { parseKeyRing } from "@/lib/core/crypto";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { getPrincipal } from "@/lib/workflows/govern/sessions";
import { finishLaunch, startLaunch } from "@/lib/workflows/govern/sign-in";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { as, codeOf, gesture, launch, open } from "../clinic/support";
import { openSite, type SiteId, startSite, startTestNetwork, type TestNetwork } from "./support";

let network: TestNetwork;
let left: Left;

/** What somebody at the north has in hand when they turn up at the south. */
type Left = {
  readonly sessionId: string;
  readonly encounterId: string;
  readonly launchId: string;
  readonly issuer: string;
  readonly begun: { readonly redirectUrl: string; readonly binding: string };
};

async function workAtTheNorth(): Promise<Left> {
  const clinic = await startSite(network, "north");
  try {
    const { auth, view, launchId } = await open(clinic, "nurse1", "enc-001");
    await recordDecision(clinic.rt, auth, gesture(view));
    const issuer = clinic.sandbox.fhirBaseUrl;
    const begun = await startLaunch(clinic.rt, { iss: issuer, launch: null, requestId: randomUUID() });
    return { sessionId: auth.principal.sessionId, encounterId: view.encounterId, launchId, issuer, begun };
  } finally {
    await clinic.close();
  }
}

type Relation = { readonly name: string; readonly kind: string; readonly columns: string[] };

/** Everything that can hold a row, of whatever schema but the server's own. */
const relationsOf = (site: SiteId): Promise<Relation[]> =>
  network.asSuperuser(site, async (sql) => [
    ...(await sql<Relation[]>`
      select format('%I.%I', n.nspname, c.relname) as name, c.relkind::text as kind,
        array(select quote_ident(attname) from pg_attribute a
          where a.attrelid = c.oid and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = '') as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^(pg_|information_schema)'`),
  ]);

const REFUSED = "42501";
const codeOfStatement = (sql: postgres.TransactionSql, statement: string): Promise<string> =>
  sql
    .savepoint((inner) => inner.unsafe(statement))
    .then(
      () => "done",
      (error: { code?: string }) => error.code ?? String(error),
    );

const statementsOn = ({ name, kind, columns }: Relation): string[] => [
  `select * from ${name} limit 1`,
  ...(kind === "S"
    ? [`select nextval('${name}')`]
    : [
        `insert into ${name} default values`,
        ...columns.slice(0, 1).map((column) => `update ${name} set ${column} = ${column}`),
        `delete from ${name}`,
        `truncate ${name}`,
      ]),
];

describe.skipIf(!process.env.TEST_DATABASE_URL || !findPostgres())("two sites on one PostgreSQL", () => {
  beforeAll(async () => {
    network = await startTestNetwork();
    const made = await network.run("bin/db-migrate.ts", "--site", "all");
    expect(made, made.said).toMatchObject({ code: 0 });
    left = await workAtTheNorth();
  });
  afterAll(() => network?.close());

  it("lets a site's role into its own database alone, with its own password", async () => {
    const connect = async (change: (url: URL) => void) => {
      const url = new URL(network.settingsOf("south").DATABASE_URL ?? "");
      change(url);
      const sql = postgres(url.href, { max: 1, onnotice: () => {} });
      try {
        return await sql`select current_user as me`.then(
          ([row]) => String(row?.me),
          (error: { code?: string }) => error.code ?? String(error),
        );
      } finally {
        await sql.end();
      }
    };
    const north = new URL(network.settingsOf("north").DATABASE_URL ?? "");
    expect(await connect(() => {})).toBe("network_south");
    expect(await connect((url) => (url.pathname = north.pathname))).toBe(REFUSED);
    // invalid_password: neither its own nor none opens another's role.
    expect(await connect((url) => (url.username = north.username))).toBe("28P01");
    expect(await connect((url) => (url.password = "guessed"))).toBe("28P01");
  });

  it("refuses another site's role every table, whatever schema it is in, even within the database", async () => {
    const relations = await relationsOf("north");
    expect(relations.map((r) => r.name)).toEqual(
      expect.arrayContaining([
        "public.encounter",
        "public.audit_event",
        "drizzle.__drizzle_migrations",
        "pgboss.job",
      ]),
    );
    const walk = (role: SiteId) =>
      network.asSuperuser("north", async (sql) => {
        const outcomes: { statement: string; code: string }[] = [];
        await sql
          .begin(async (tx) => {
            await tx.unsafe(`set local role network_${role}`);
            for (const relation of relations)
              for (const statement of statementsOn(relation))
                outcomes.push({ statement, code: await codeOfStatement(tx, statement) });
            throw new Error("nothing of this is kept");
          })
          .catch((error: Error) => {
            if (error.message !== "nothing of this is kept") throw error;
          });
        return outcomes;
      });
    const south = await walk("south");
    expect(south.length).toBeGreaterThan(300);
    expect(south.filter(({ code }) => code !== REFUSED)).toEqual([]);
    // The same walk as the site's own role reads every one of its tables: the refusals above are not the walk's own.
    const north = await walk("north");
    const unread = north.filter(({ statement, code }) => statement.startsWith("select *") && code !== "done");
    expect(unread).toEqual([]);
  });

  it("gives a site's role nothing at the server that another site could be reached by", async () => {
    const rows = await network.asSuperuser(
      null,
      (sql) => sql`
        select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as mighty,
          (select count(*)::int from pg_auth_members m where m.member = r.oid) as member,
          (select array_agg(datname::text order by datname) from pg_database d
            where has_database_privilege(r.oid, d.oid, 'connect') and datname like 'network%') as into
        from pg_roles r where rolname in ('network_north', 'network_south') order by rolname`,
    );
    expect(rows).toEqual([
      { rolname: "network_north", mighty: false, member: 0, into: expect.arrayContaining(["network_north"]) },
      { rolname: "network_south", mighty: false, member: 0, into: expect.arrayContaining(["network_south"]) },
    ]);
    expect(rows[0]?.into).not.toContain("network_south");
    expect(rows[1]?.into).not.toContain("network_north");
  });

  it("opens one site's data with no other's keys", async () => {
    const foreign = openDatabase({
      databaseUrl: network.cluster.url.replace(/postgres$/, "network_north"),
      dataDir: null,
      keys: parseKeyRing(network.settingsOf("south").DATA_KEYS ?? ""),
      migrate: false,
    });
    await expect(foreign).rejects.toThrow(/is not the one this database was encrypted with/);
  });

  it("honours nothing that was given out at another site", async () => {
    const clinic = await startSite(network, "south");
    try {
      const { rt } = clinic;
      expect(await getPrincipal(rt, left.sessionId)).toBeNull();
      const iss = { iss: left.issuer, launch: null, requestId: randomUUID() };
      expect(await codeOf(startLaunch(rt, iss))).toBe("launch-refused");
      const callbackUrl = `https://south.triage.example/api/smart/callback?code=x&state=${new URL(left.begun.redirectUrl).searchParams.get("state")}`;
      const finished = finishLaunch(rt, {
        callbackUrl,
        binding: left.begun.binding,
        currentSessionId: left.sessionId,
        requestId: randomUUID(),
      });
      expect(await codeOf(finished)).toBe("launch-refused");
      const here = await launch(clinic, "nurse1", "enc-001");
      const auth = await as(rt, here.sessionId);
      const { encounterId, launchId } = left;
      expect(await codeOf(openEncounter(rt, auth, { encounterId, launchId: here.launchId }))).toBe(
        "not-found",
      );
      expect(await codeOf(openEncounter(rt, auth, { encounterId: here.encounterId, launchId }))).toBe(
        "launch-refused",
      );
    } finally {
      await clinic.close();
    }
  });

  it("takes another site's cookie for no session", async () => {
    const [north, south] = (["north", "south"] as const).map(
      (id) => network.settingsOf(id).NEXTAUTH_SECRET ?? "",
    );
    const cookie = `c=${await encodeSession(left.sessionId, north ?? "")}`;
    expect(await createSessionReader(north ?? "", "c")(cookie)).toBe(left.sessionId);
    expect(await createSessionReader(south ?? "", "c")(cookie)).toBeNull();
  });

  it("tells a site nothing of what happens at another", async () => {
    const north = await openSite(network.settingsOf("north"));
    const south = await openSite(network.settingsOf("south"));
    const heard: string[] = [];
    let last: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      last = resolve;
    });
    const stop = await listenToAll(
      south,
      (message) => {
        heard.push(message);
        if (message === "of the south") last();
      },
      () => {},
    );
    await notifyAll(north.db, "of the north");
    await notifyAll(south.db, "of the south");
    await ended;
    await stop();
    await Promise.all([north.close(), south.close()]);
    expect(heard).toEqual(["of the south"]);
  });

  it("makes one site wait for no lock of another's", async () => {
    await network.asSuperuser("north", (north) =>
      north.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(727274)`;
        const again = await network.run("bin/db-migrate.ts", "--site", "south");
        expect(again, again.said).toMatchObject({ code: 0 });
      }),
    );
  });
});
