import Link from "next/link";
import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import type { DocumentsView } from "@/lib/workflows/govern/documents";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

export function DocumentList({ view: { stamp, documents } }: { view: DocumentsView }) {
  const t = useTranslations("console.documents");
  return (
    <>
      <p className="mb-4 text-ink-2">
        {t.rich("productModelChecksValueRead", {
          product: stamp.product,
          model: stamp.model,
          value: stamp.gates.split(",")[0] ?? "",
          at: () => <LocalTime iso={stamp.madeAt} withDate />,
        })}
      </p>
      <ScrollTable
        label={t("documents")}
        heads={[t("document"), t("whatItIs"), t("notKnown"), t("save")]}
        width="min-w-180"
        className="rounded-lg border border-line bg-surface"
      >
        {documents.map((d) => (
          <tr key={d.id}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              <Link href={`/console/documents/${d.id}`} prefetch={false} className="underline" lang="en">
                {d.title}
              </Link>
            </th>
            <td lang="en" className={`${TABLE_CELL} text-ink-2`}>
              {d.about}
            </td>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>
              {d.notKnown === 0 ? t("nothing") : d.notKnown}
            </td>
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

export const Files = ({ id, title }: { id: string; title: string }) => {
  const t = useTranslations("console.documents");
  return (
    <span className="flex gap-3">
      {FORMATS.map(([format, name]) => (
        <a
          key={format}
          href={`/console/documents/${id}/file?format=${format}`}
          download
          aria-label={t("titleAsName", { title, name })}
          className="underline"
        >
          {name}
        </a>
      ))}
    </span>
  );
};
