import Link from "next/link";
import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import type { IncidentRowView } from "@/lib/workflows/views";
import { TABLE_CELL as CELL, TABLE_HEAD as HEAD } from "../table";
import { SeverityTag, StatusTag } from "./incident-tags";

/** Incidents, newest first. */
export function IncidentTable({ rows }: { rows: readonly IncidentRowView[] }) {
  const t = useTranslations("console.incidents");
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            {[t("no"), t("what"), t("kind"), t("severity"), t("state"), t("opened")].map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={CELL}>{row.number}</td>
              <th scope="row" className={`${CELL} min-w-60 text-left font-medium`}>
                <Link href={`/console/incidents/${row.id}`} prefetch={false} className="underline">
                  {row.title}
                </Link>
              </th>
              <td className={CELL}>{t(`kindOf.${row.kind}`)}</td>
              <td className={CELL}>
                <SeverityTag severity={row.severity} />
              </td>
              <td className={CELL}>
                <StatusTag status={row.status} />
              </td>
              <td className={CELL}>
                <LocalTime iso={row.openedAt} withDate />, {row.openedBy}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
