import type { ToldRow } from "@/lib/monitoring/network/site-figures";
import { administer, type Exec, makeRole, quoted } from "./sites";
import { addressOf } from "./tls";

/**
 * Where the sites of a network tell how they are: a database of its own, in which no patient ever was. A site's role may put figures
 * into its own row there and read nothing, not even that row; the reader's role may read the rows and reaches no site's database.
 */
export type NetworkPlace = {
  readonly ownerUrl: string;
  /** Of the database, and of the role that reads. */
  readonly name: string;
  readonly password: string;
  readonly sites: readonly {
    readonly id: string;
    readonly name: string;
    readonly origin: string;
    readonly role: string;
    readonly password: string;
  }[];
};

/** Makes what is missing, and brings the list of sites up to date. May be run again. */
export async function prepareNetwork({ ownerUrl, name, password, sites }: NetworkPlace): Promise<void> {
  await administer(ownerUrl, async (exec) => {
    await makeRole(exec, name, password);
    for (const site of sites) await makeRole(exec, site.role, site.password);
    if ((await exec("select 1 from pg_database where datname = $1", [name])).length === 0)
      await exec(`create database ${quoted(name)}`);
    await exec(`revoke all on database ${quoted(name)} from public`);
    await exec(`grant connect on database ${quoted(name)} to ${quoted(name)}`);
    for (const { role } of sites) await exec(`grant connect on database ${quoted(name)} to ${quoted(role)}`);
  });
  const own = new URL(ownerUrl);
  own.pathname = `/${name}`;
  await administer(own.href, async (exec) => {
    await exec("begin");
    await exec(TABLE);
    await exec(`grant usage on schema public to ${quoted(name)}`);
    await exec(`grant select on site_figures to ${quoted(name)}`);
    await exec(`drop policy if exists reader on site_figures`);
    await exec(`create policy reader on site_figures for select to ${quoted(name)} using (true)`);
    for (const [place, site] of sites.entries()) await putSite(exec, place, site);
    const listed = JSON.stringify(sites.map((s) => s.id));
    await exec("delete from site_figures where not jsonb_exists($1::text::jsonb, site)", [listed]);
    await exec("commit");
  });
}

/** `told_at` is the server's to say: sites' clocks need not agree. Without a policy for it a row is seen by nobody but the owner. */
const TABLE = `
  revoke all on schema public from public;
  create table if not exists site_figures (
    site text primary key,
    role name not null unique,
    name text not null,
    origin text not null,
    place integer not null,
    figures jsonb check (octet_length(figures::text) < 8192),
    told_at timestamptz
  );
  create or replace function site_figures_told() returns trigger language plpgsql as
    $$ begin new.told_at := now(); return new; end $$;
  create or replace trigger site_figures_told before update of figures on site_figures
    for each row execute function site_figures_told();
  alter table site_figures enable row level security;
  drop policy if exists own_row on site_figures;
  create policy own_row on site_figures for update using (role = current_user) with check (role = current_user);
`;

async function putSite(exec: Exec, place: number, site: NetworkPlace["sites"][number]): Promise<void> {
  await exec(`grant usage on schema public to ${quoted(site.role)}`);
  await exec(`grant update (figures) on site_figures to ${quoted(site.role)}`);
  await exec(
    `insert into site_figures (site, role, name, origin, place) values ($1, $2, $3, $4, $5)
     on conflict (site) do update set role = $2, name = $3, origin = $4, place = $5`,
    [site.id, site.role, site.name, site.origin, place],
  );
}

/** Puts a site's figures into its row. False: it has none there (npm run db:migrate makes it). */
export async function tellNetwork(url: string, figures: object): Promise<boolean> {
  const { withConnection } = await import("./postgres");
  return withConnection(await addressOf(url, "NETWORK_DATABASE_URL"), async (client) => {
    // The policy leaves the site's own row alone to change; asking for it by its name would need the right to read.
    const done = await client.unsafe("update site_figures set figures = $1::text::jsonb", [
      JSON.stringify(figures),
    ]);
    return done.count > 0;
  });
}

/** What every site said last, in the order of SITES_FILE. */
export async function readNetwork(url: string): Promise<ToldRow[]> {
  const { withConnection } = await import("./postgres");
  return withConnection(await addressOf(url, "NETWORK_READER_URL"), async (client) => [
    ...(await client.unsafe<ToldRow[]>(
      `select site, name, origin, figures, extract(epoch from clock_timestamp() - told_at)::float8 as "secondsAgo"
       from site_figures order by place`,
    )),
  ]);
}
