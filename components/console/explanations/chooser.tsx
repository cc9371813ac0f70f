import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";
import type { ModelExplanationsView } from "@/lib/workflows/views";

/** A plain form: works without scripts, and what is looked at is in the address. */
export function ExplanationChooser({ view }: { view: ModelExplanationsView }) {
  const t = useTranslations("console.explanations");
  const { versions, version, source, site, other } = view;
  const comparable = versions.filter((v) => v.version !== version && v.computed.includes(source));
  return (
    <form method="get" action="/console/explanations" className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <Choice id="explained-version" name="version" label={t("version")} value={version ?? ""}>
        {versions.map((v) => (
          <option key={v.version} value={v.version}>
            {v.version} ({t(`status.${v.status}`)})
          </option>
        ))}
      </Choice>
      <Choice id="explained-data" name="data" label={t("measuredOn")} value={source}>
        <option value="site">{t("patientsAssessedHerePatients", { patients: site.patients })}</option>
        <option value="reference">{t("referenceMadeUpVisits")}</option>
      </Choice>
      {comparable.length > 0 && (
        <Choice id="explained-beside" name="compare" label={t("beside")} value={other?.version ?? ""}>
          <option value="">{t("noOtherVersion")}</option>
          {comparable.map((v) => (
            <option key={v.version} value={v.version}>
              {v.version} ({t(`status.${v.status}`)})
            </option>
          ))}
        </Choice>
      )}
      <button type="submit" className={buttonClass("secondary")}>
        {t("show")}
      </button>
    </form>
  );
}

type ChoiceProps = { id: string; name: string; label: string; value: string; children: ReactNode };

function Choice({ id, name, label, value, children }: ChoiceProps) {
  return (
    <div>
      <label htmlFor={id} className="label mb-1 block">
        {label}
      </label>
      <select
        id={id}
        name={name}
        key={value}
        defaultValue={value}
        className="h-9 max-w-[26rem] rounded-md border border-line-strong bg-surface px-2"
      >
        {children}
      </select>
    </div>
  );
}
