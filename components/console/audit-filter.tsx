import { buttonClass } from "@/components/ui/button-class";
import { AUDIT_EVENTS } from "@/lib/audit/events";

/** A plain form: works without scripts, and the filter is in the address. */
export function AuditFilter({ event }: { event: string | undefined }) {
  return (
    <form method="get" action="/console/audit" className="mb-3 flex flex-wrap items-center gap-2">
      <label htmlFor="audit-event" className="text-ink-2">
        What happened
      </label>
      <select
        id="audit-event"
        name="event"
        defaultValue={event ?? ""}
        className="h-8 rounded-md border border-line-strong bg-surface px-2"
      >
        <option value="">Everything</option>
        {Object.entries(AUDIT_EVENTS).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <button type="submit" className={buttonClass("secondary", "small")}>
        Filter
      </button>
    </form>
  );
}
