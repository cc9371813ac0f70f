import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { useTold } from "@/components/words/use-told";
import {
  DIMENSION_LABELS,
  GROUP_DIMENSIONS,
  GROUPS,
  type GroupDimension,
  keyOfGroup,
  RULES_ONLY,
  type WatchFilter,
} from "@/lib/monitoring/charts/filter";

/** What there is to choose from. */
type FilterChoices = {
  readonly versions: readonly string[];
  readonly policies: readonly string[];
  readonly units: readonly { readonly issuer: string; readonly name: string }[];
};

type Props = {
  /** The page's own address. */
  action: string;
  filter: WatchFilter;
  choices: FilterChoices;
  /** Parts that the page cannot narrow by. */
  without?: readonly ("group" | "vs" | "policy")[];
  /** The kinds of groups it can narrow to; all of them when absent. */
  groups?: readonly GroupDimension[];
  /** What else the page's address says, as fields. */
  children?: ReactNode;
};

const FIELD = "h-8 min-w-0 max-w-56 rounded-md border border-line-strong bg-surface px-2";

/** A plain form: works without scripts, and what is looked at is in the address. */
export function WatchFilterForm({
  action,
  filter,
  choices,
  without = [],
  groups = GROUP_DIMENSIONS,
  children,
}: Props) {
  const t = useTranslations("console.charts");
  const told = useTold();
  const versions = choices.versions.map((v) => ({
    value: v,
    label: v === RULES_ONLY ? t("rulesOnly") : t("versionV", { v }),
  }));
  const { compare } = filter;
  return (
    <form
      method="get"
      action={action}
      aria-label={t("whatIsLookedAt")}
      className="no-print mb-4 flex flex-wrap items-end gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      {children}
      <label className="grid gap-0.5">
        <span className="label">{t("from")}</span>
        <input type="date" name="from" defaultValue={filter.from} className={FIELD} />
      </label>
      <label className="grid gap-0.5">
        <span className="label">{t("to")}</span>
        <input type="date" name="to" defaultValue={filter.to} className={FIELD} />
      </label>
      <Choice
        name="version"
        label={t("version")}
        none={t("allVersions")}
        value={filter.version}
        options={versions}
      />
      {!without.includes("policy") && (
        <Choice
          name="policy"
          label={t("policy")}
          none={t("allPolicies")}
          value={filter.policy}
          options={choices.policies.map((p) => ({ value: p, label: p }))}
        />
      )}
      {choices.units.length > 1 && (
        <Choice
          name="unit"
          label={t("unit")}
          none={t("allUnits")}
          value={filter.unit}
          options={choices.units.map((u) => ({ value: u.issuer, label: u.name }))}
        />
      )}
      {!without.includes("group") && (
        <label className="grid gap-0.5">
          <span className="label">{t("group")}</span>
          <select name="group" defaultValue={filter.group ? keyOfGroup(filter.group) : ""} className={FIELD}>
            <option value="">{t("everybody")}</option>
            {groups.map((d) => (
              <optgroup key={d} label={told(DIMENSION_LABELS[d])}>
                {GROUPS.filter((g) => g.dimension === d).map((g) => (
                  <option key={keyOfGroup(g)} value={keyOfGroup(g)}>
                    {told(g.label)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
      )}
      {!without.includes("vs") && (
        <Choice
          name="vs"
          label={t("compareWith")}
          none={t("nothing")}
          value={compare && (compare.kind === "before" ? "before" : `version:${compare.version}`)}
          options={[
            { value: "before", label: t("thePeriodBefore") },
            ...versions.map((v) => ({ value: `version:${v.value}`, label: v.label })),
          ]}
        />
      )}
      <button type="submit" className={buttonClass("secondary", "small")}>
        {t("show")}
      </button>
      <a href={action} className="pb-1 font-medium text-accent underline">
        {t("last90DaysEverything")}
      </a>
      <span className="pb-1 text-[0.857rem] text-ink-3">{t("daysAreCountedInUTC")}</span>
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  none: string;
  value: string | undefined;
  options: readonly { readonly value: string; readonly label: string }[];
};

/** A value of the address that is not on offer stays chosen, so that it is seen why nothing is shown. */
function Choice({ name, label, none, value, options }: ChoiceProps) {
  const all =
    value && !options.some((o) => o.value === value) ? [...options, { value, label: value }] : options;
  return (
    <label className="grid gap-0.5">
      <span className="label">{label}</span>
      <select name={name} defaultValue={value ?? ""} className={FIELD}>
        <option value="">{none}</option>
        {all.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </label>
  );
}
