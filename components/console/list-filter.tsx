import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";

type Props = {
  /** Where the form goes; the list's own address. */
  action: string;
  values: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    /** Absent: the list names nobody. */
    readonly who?: string | undefined;
  };
  /** The same list as a file, where there is one. */
  csv?: string;
  /** What else narrows this list. */
  children?: ReactNode;
};

const FIELD = "h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2";

/** A plain form: works without scripts, and the filter is in the address. */
export function ListFilter({ action, values, csv, children }: Props) {
  const t = useTranslations("console.shared");
  const narrowed = Object.values(values).some(Boolean);
  return (
    <form method="get" action={action} className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
      {children}
      <label className="flex items-center gap-2">
        <span className="text-ink-2">{t("from")}</span>
        <input type="date" name="from" defaultValue={values.from ?? ""} className={FIELD} />
      </label>
      <label className="flex items-center gap-2">
        <span className="text-ink-2">{t("to")}</span>
        <input type="date" name="to" defaultValue={values.to ?? ""} className={FIELD} />
      </label>
      {"who" in values && (
        <label className="flex items-center gap-2">
          <span className="text-ink-2">{t("by")}</span>
          <input
            type="search"
            name="who"
            defaultValue={values.who ?? ""}
            maxLength={80}
            placeholder={t("partOfAName")}
            className={`${FIELD} w-36`}
          />
        </label>
      )}
      <button type="submit" className={buttonClass("secondary", "small")}>
        {t("filter")}
      </button>
      {narrowed && (
        <a href={action} className="font-medium text-accent underline">
          {t("showAll")}
        </a>
      )}
      <div className="flex basis-full items-center justify-between gap-4">
        <span className="text-[0.857rem] text-ink-3">{t("daysAreCountedInUTC")}</span>
        {csv && (
          <a href={csv} download className={buttonClass("secondary", "small")}>
            {t("saveAsCSV")}
          </a>
        )}
      </div>
    </form>
  );
}

/** The query of a narrowed list, for its links. */
export const queryWith = (values: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams(
    Object.entries(values).flatMap(([k, v]) => (v ? [[k, v] as [string, string]] : [])),
  );
  return query.size === 0 ? "" : `?${query}`;
};
