import { Notice } from "@/components/ui/notice";
import type { NetworkView } from "@/lib/workflows/watch/network";
import { ChartCard } from "../charts/chart-card";
import { NothingYet } from "../watch/nothing-yet";
import { COLUMNS } from "./columns";
import { SitesTable, silentInWords } from "./sites-table";

export function Network({ view: { sites, pictures } }: { view: NetworkView }) {
  if (sites.length === 0)
    return (
      <NothingYet title="No site is listed">
        Sites are listed when the network's databases are made: npm run db:migrate -- --site all.
      </NothingYet>
    );
  const silent = silentInWords(sites);
  return (
    <div className="space-y-4">
      {silent && (
        <Notice tone="danger" title={silent}>
          A worker or a database is away, or a site has not been started since it was added. Patients can
          still be triaged there: only what is told here is missing.
        </Notice>
      )}
      <SitesTable sites={sites} />
      <details className="rounded-lg border border-line bg-surface px-4 py-3">
        <summary className="font-medium text-accent">What do the columns say?</summary>
        <dl className="mt-2 grid max-w-[96ch] gap-x-4 gap-y-2 sm:grid-cols-[10rem_1fr]">
          {COLUMNS.map(({ head, means }) => (
            <div key={head} className="contents">
              <dt className="text-ink-3">{head}</dt>
              <dd className="text-pretty">{means}</dd>
            </div>
          ))}
        </dl>
      </details>
      <div className="grid gap-4 lg:grid-cols-2">
        {pictures
          .filter((picture) => picture.rows.length > 0)
          .map((picture) => (
            <ChartCard key={picture.id} picture={picture} small />
          ))}
      </div>
    </div>
  );
}
