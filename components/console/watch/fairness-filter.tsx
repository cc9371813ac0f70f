import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { useTold } from "@/components/words/use-told";
import { BY_WORDS, type FairnessFilter } from "@/lib/monitoring/fairness/filter";
import { ABOUT_REFERENCE, REFERENCES } from "@/lib/monitoring/watch/references";

type Props = {
  /** The page's own address. */
  action: string;
  filter: FairnessFilter;
  reports: readonly { readonly id: string; readonly label: string }[];
};

const FIELD = "h-8 min-w-0 max-w-full rounded-md border border-line-strong bg-surface px-2 sm:max-w-96";

/** A plain form: works without scripts, and what is looked at is in the address. */
export function FairnessFilterForm({ action, filter, reports }: Props) {
  const t = useTranslations("console.watch");
  const told = useTold();
  return (
    <form
      method="get"
      action={action}
      aria-label={t("whatIsLookedAt")}
      className="no-print mb-4 flex flex-wrap items-end gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <label className="grid min-w-0 gap-0.5">
        <span className="label">{t("report")}</span>
        <select name="report" defaultValue={filter.report ?? ""} className={FIELD}>
          <option value="">{t("theNewest")}</option>
          {reports.map((r) => (
            <option key={r.id} value={r.id}>
              {r.label}
            </option>
          ))}
        </select>
      </label>
      <label className="grid min-w-0 gap-0.5">
        <span className="label">{t("heldAgainst")}</span>
        <select name="against" defaultValue={filter.against} className={FIELD}>
          {REFERENCES.map((r) => (
            <option key={r} value={r}>
              {told(ABOUT_REFERENCE[r].name)}
            </option>
          ))}
        </select>
      </label>
      <label className="grid min-w-0 gap-0.5">
        <span className="label">{t("groupsBy")}</span>
        <select name="by" defaultValue={filter.by} className={FIELD}>
          {BY_WORDS.map(([by, words]) => (
            <option key={by} value={by}>
              {told(words)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttonClass("secondary", "small")}>
        {t("show")}
      </button>
    </form>
  );
}
