import { AppError } from "@/lib/core/errors";
import { scramVerifier } from "@/lib/core/scram";
import { openDatabase } from "./client";
import { grantToApp } from "./grants";

/**
 * A site's place in the server: a database of its own and the one role that may connect to it, besides the owner. PostgreSQL
 * keeps the sites apart: no statement reaches another database, and that role may not even connect to one.
 */
export type SitePlace = {
  /** The owner's, who may make databases and roles; its database is where that is said. */
  readonly ownerUrl: string;
  /** Of the database and of the role. */
  readonly name: string;
  readonly password: string;
};

/** Makes what is missing, brings the tables up to date as their owner, and gives the site's role its rights. May be run again. */
export async function prepareSite({ ownerUrl, name, password }: SitePlace): Promise<void> {
  await administer(ownerUrl, (exec) => makePlace(exec, name, password));
  const own = new URL(ownerUrl);
  own.pathname = `/${name}`;
  const handle = await openDatabase({ databaseUrl: own.href, dataDir: null, keys: null });
  try {
    await handle.exec("revoke create on schema public from public");
    // After a restore the queue's tables are the owner's: to hand them over, it has to be a member of who gets them, and no longer.
    await handle.exec(`grant ${quoted(name)} to current_user`);
    try {
      await grantToApp(handle.exec, name);
    } finally {
      await handle.exec(`revoke ${quoted(name)} from current_user`);
    }
  } finally {
    await handle.close();
  }
}

async function makePlace(exec: Exec, name: string, password: string): Promise<void> {
  await makeRole(exec, name, password);
  if ((await exec("select 1 from pg_database where datname = $1", [name])).length === 0)
    await exec(`create database ${quoted(name)}`);
  // Everybody may connect to a new database.
  await exec(`revoke all on database ${quoted(name)} from public`);
}

/** A role that may do nothing yet; one that is there gets the password. */
export async function makeRole(exec: Exec, name: string, password: string): Promise<void> {
  const there = (await exec("select 1 from pg_roles where rolname = $1", [name])).length > 0;
  const rights = "login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls";
  if (!there) await exec(`create role ${quoted(name)} ${rights}`);
  await exec(`alter role ${quoted(name)} password '${scramVerifier(password)}'`);
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export type Exec = (text: string, values?: unknown[]) => Promise<readonly unknown[]>;

/** As the owner, in the database that `url` names. @throws AppError("config-invalid") where it may not */
export async function administer(url: string, work: (exec: Exec) => Promise<void>): Promise<void> {
  const [{ withConnection }, { addressOf }] = await Promise.all([import("./postgres"), import("./tls")]);
  const done = withConnection(await addressOf(url), (client) =>
    work(async (text, values = []) => [...(await client.unsafe(text, values as never[]))]),
  );
  await done.catch((cause: unknown) => {
    // insufficient_privilege (PostgreSQL, Appendix A)
    if ((cause as { code?: unknown }).code !== "42501") throw cause;
    throw new AppError(
      "config-invalid",
      "the role in DATABASE_URL may not make a site's database or role: it needs CREATEDB and CREATEROLE (docs/sites.md)",
      { cause },
    );
  });
}
