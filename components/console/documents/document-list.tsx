import Link from "next/link";
import { LocalTime } from "@/components/ui/time";
import type { DocumentsView } from "@/lib/workflows/govern/documents";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

export function DocumentList({ view: { stamp, documents } }: { view: DocumentsView }) {
  return (
    <>
      <p className="mb-4 text-ink-2">
        {stamp.product}, {stamp.model}; checks {stamp.gates.split(",")[0]}; read{" "}
        <LocalTime iso={stamp.madeAt} withDate />.
      </p>
      <ScrollTable
        label="Documents"
        heads={["Document", "What it is", "Not known", "Save"]}
        width="min-w-180"
        className="rounded-lg border border-line bg-surface"
      >
        {documents.map((d) => (
          <tr key={d.id}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              <Link href={`/console/documents/${d.id}`} prefetch={false} className="underline">
                {d.title}
              </Link>
            </th>
            <td className={`${TABLE_CELL} text-ink-2`}>{d.about}</td>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>{d.notKnown === 0 ? "nothing" : d.notKnown}</td>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>
              <Files id={d.id} title={d.title} />
            </td>
          </tr>
        ))}
      </ScrollTable>
    </>
  );
}

const FORMATS = [
  ["md", "Markdown"],
  ["json", "JSON"],
] as const;

export const Files = ({ id, title }: { id: string; title: string }) => (
  <span className="flex gap-3">
    {FORMATS.map(([format, name]) => (
      <a
        key={format}
        href={`/console/documents/${id}/file?format=${format}`}
        download
        aria-label={`${title} as ${name}`}
        className="underline"
      >
        {name}
      </a>
    ))}
  </span>
);
