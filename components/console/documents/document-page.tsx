import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { PrintButton } from "@/components/ui/print-button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import {
  type Document,
  NOT_KNOWN,
  type Section as Part,
  type Row,
  type Table,
} from "@/lib/documents/document";
import { PageHead } from "../page-head";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";
import { Files } from "./document-list";

/** A document as it would be now; on paper the same without what can be clicked. */
export function DocumentPage({ document: d }: { document: Document }) {
  const t = useTranslations("console.documents");
  return (
    <>
      <PageHead
        title={d.title}
        actions={
          <div className="no-print flex flex-wrap items-center gap-4">
            <Files id={d.id} title={d.title} />
            <PrintButton />
            <Link href="/console/documents" prefetch={false} className={buttonClass("secondary", "small")}>
              {t("allDocuments")}
            </Link>
          </div>
        }
      >
        {d.about}.
      </PageHead>
      <dl className="mb-5 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1 text-ink-2">
        <Fact name={t("product")}>{d.stamp.product}</Fact>
        <Fact name={t("modelInUse")}>
          {d.stamp.model}
          {d.stamp.modelDigest ? t("sha256ModelDigest", { modelDigest: d.stamp.modelDigest }) : ""}
        </Fact>
        <Fact name={t("checksInForce")}>{d.stamp.gates}</Fact>
        <Fact name={t("made")}>
          <LocalTime iso={d.stamp.madeAt} withDate />
        </Fact>
        <Fact name={t("sha256OfTheContent")}>{d.stamp.digest}</Fact>
      </dl>
      <div className="space-y-5">
        {/* The document itself is English, whoever reads it. */}
        <div lang="en" className="space-y-5">
          {d.sections.map((s) => (
            <PartOf key={s.title} part={s} />
          ))}
        </div>
        <Section title={t("notKnown")} className="print-breaks">
          {d.notKnown.length === 0 ? (
            <p>{t("nothingIsMissing")}</p>
          ) : (
            <ul className="list-disc space-y-1 pl-5">
              {d.notKnown.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Section>
      </div>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt className="text-ink-3">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </>
);

const PartOf = ({ part }: { part: Part }) => (
  <Section title={part.title} className="print-breaks">
    {part.about && <p className="mb-3 max-w-[90ch] text-pretty text-ink-2">{part.about}</p>}
    {part.rows && part.rows.length > 0 && (
      <dl className="divide-y divide-line/60">
        {part.rows.map((r) => (
          <Answer key={r.what} {...r} />
        ))}
      </dl>
    )}
    {part.table && part.table.rows.length > 0 && <Grid title={part.title} table={part.table} />}
  </Section>
);

const Answer = ({ what, answer, from }: Row) => (
  <div className="grid gap-x-6 gap-y-0.5 py-2 md:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
    <dt className="text-ink-2">{what}</dt>
    <dd className="min-w-0">
      <p className="break-words text-pretty">
        {answer ?? <strong className="font-semibold text-warn">{NOT_KNOWN}</strong>}
      </p>
      <p className="text-[0.93rem] break-words text-ink-3">{from}</p>
    </dd>
  </div>
);

const Grid = ({ title, table: { heads, rows } }: { title: string; table: Table }) => (
  <ScrollTable
    label={title}
    heads={heads}
    width="min-w-180 print:min-w-0"
    className="mt-3 -mx-4 print:overflow-visible"
  >
    {rows.map((cells) => (
      <tr key={cells.join("\n")}>
        {cells.map((cell, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
          <td key={i} className={`${TABLE_CELL} min-w-0 align-top break-words`}>
            {cell}
          </td>
        ))}
      </tr>
    ))}
  </ScrollTable>
);
