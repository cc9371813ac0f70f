import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import { useTold } from "@/components/words/use-told";
import { AUDIT_EVENTS, type AuditEventName } from "@/lib/audit/events";
import type { AuditRowView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";

export function AuditTable({ rows }: { rows: readonly AuditRowView[] }) {
  const told = useTold();
  const t = useTranslations("console.audit");
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t("auditLogNewestFirst")}</caption>
        <thead>
          <tr>
            {[t("no"), t("when"), t("who"), t("what"), t("about"), t("detail"), t("hash")].map((head) => (
              <th key={head} scope="col" className={`${TABLE_HEAD} ${head === t("no") ? "text-right" : ""}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.seq} className="hover:bg-hover">
              <th scope="row" className={`${TABLE_CELL} text-right font-normal text-ink-3`}>
                {row.seq}
              </th>
              <td className={`${TABLE_CELL} text-ink-2`}>
                <LocalTime iso={row.at} withDate />
              </td>
              <td className={`${TABLE_CELL} whitespace-nowrap`}>
                {row.actor}
                {row.role !== "system" && <span className="text-ink-3"> ({row.role})</span>}
              </td>
              <td className={`${TABLE_CELL} min-w-44`} title={row.event}>
                {told(AUDIT_EVENTS[row.event as AuditEventName] ?? row.event)}
              </td>
              <td className={`${TABLE_CELL} max-w-48 truncate text-ink-2`} title={row.subject ?? undefined}>
                {row.subject?.replace(UUID, (id) => `${id.slice(0, 8)}…`) ?? ""}
              </td>
              <td className={`${TABLE_CELL} max-w-80 text-[0.93rem] break-words text-ink-2`}>
                <Detail text={detailInWords(row.detail)} />
              </td>
              <td className={`${TABLE_CELL} font-mono text-[0.857rem] text-ink-3`} title={row.hash}>
                {row.hash.slice(0, 8)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A long detail keeps its row short until somebody wants it. */
const SHORT = 90;
function Detail({ text }: { text: string }) {
  if (text.length <= SHORT) return text;
  const cut = text.lastIndexOf(",", SHORT);
  const at = cut > 0 ? cut : SHORT;
  return (
    <details>
      <summary>{text.slice(0, at)}, …</summary>
      {text.slice(at).replace(/^, /, "")}
    </details>
  );
}

const IDENTIFIER = /^([0-9a-f]{32,}|[0-9a-f]{8}-[0-9a-f-]{27})$/;
const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

/** { level: 2, reason: "other" } -> "level 2, reason other". */
export function detailInWords(detail: AuditRowView["detail"]): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) => `${key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()} ${valueInWords(value)}`)
    .join(", ");
}

function valueInWords(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  // Long identifiers are told apart by their beginning; the database keeps them whole.
  if (typeof value === "string" && IDENTIFIER.test(value)) return `${value.slice(0, 8)}…`;
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(3)));
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(valueInWords).join(" + ");
  return `(${detailInWords(value as AuditRowView["detail"])})`;
}
