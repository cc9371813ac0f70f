import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { useTold } from "@/components/words/use-told";
import { AUDIT_EVENTS } from "@/lib/audit/events";
import { ListFilter } from "./list-filter";

type Props = { event: string | undefined } & Pick<ComponentProps<typeof ListFilter>, "values" | "csv">;

/** What happened, when, and who did it. */
export function AuditFilter({ event, values, csv }: Props) {
  const t = useTranslations("console.audit");
  const told = useTold();
  return (
    <ListFilter action="/console/audit" values={values} csv={csv}>
      <label className="flex min-w-0 items-center gap-2">
        <span className="text-ink-2">{t("whatHappened")}</span>
        <select
          id="audit-event"
          name="event"
          defaultValue={event ?? ""}
          className="h-8 w-72 max-w-full min-w-0 rounded-md border border-line-strong bg-surface px-2"
        >
          <option value="">{t("everything")}</option>
          {Object.entries(AUDIT_EVENTS).map(([name, words]) => (
            <option key={name} value={name}>
              {told(words)}
            </option>
          ))}
        </select>
      </label>
    </ListFilter>
  );
}
