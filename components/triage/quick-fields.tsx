"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useId, useState } from "react";
import { useSaid } from "@/components/words/use-said";
import { useVitalName } from "@/components/words/use-vital-name";
import { CONSCIOUSNESS, CONSCIOUSNESS_LABELS, type NumericFeature, VITALS } from "@/lib/case/features";
import { LONGEST_WHO } from "@/lib/decision/quick";
import { type AgeUnit, ageProblem, type QuickForm, standsOut, vitalProblem } from "./quick-form";

type Props = {
  form: QuickForm;
  onChange: (form: QuickForm) => void;
  words: readonly string[];
  whoRef: RefObject<HTMLInputElement | null>;
};

const FIELD = "h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 aria-invalid:border-danger";

/** What one knows of somebody at the door, in the order it is asked. */
export function QuickFields({ form, onChange, words, whoRef }: Props) {
  const t = useTranslations("quick");
  const said = useSaid();
  const list = useId();
  const put = (change: Partial<QuickForm>) => onChange({ ...form, ...change });
  const age = ageProblem(form, t);
  return (
    <div className="space-y-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t("nameOrHowToFindThem")}>
          <input
            ref={whoRef}
            value={form.who}
            maxLength={LONGEST_WHO}
            required
            autoComplete="off"
            onChange={(e) => put({ who: e.target.value })}
            className={FIELD}
          />
        </Field>
        <div className="grid grid-cols-[minmax(0,1fr)_7rem] items-end gap-2">
          <Field label={t("age")} problem={age}>
            <input
              value={form.age}
              inputMode="decimal"
              autoComplete="off"
              aria-invalid={age !== null}
              onChange={(e) => put({ age: e.target.value })}
              className={FIELD}
            />
          </Field>
          <select
            aria-label={t("unitOfTheAge")}
            value={form.ageUnit}
            onChange={(e) => put({ ageUnit: e.target.value as AgeUnit })}
            className={`${FIELD} ${age ? "self-start mt-6" : ""}`}
          >
            <option value="years">{t("ageUnit.years")}</option>
            <option value="months">{t("ageUnit.months")}</option>
            <option value="days">{t("ageUnit.days")}</option>
          </select>
        </div>
        <Pick
          label={t("sex")}
          value={form.sex}
          options={[
            ["female", t("female")],
            ["male", t("male")],
            ["other", t("other")],
            ["unknown", t("notKnown")],
          ]}
          onPick={(sex) => put({ sex })}
        />
        <Pick
          label={t("came")}
          value={form.arrivalMode}
          options={[
            ["walk-in", t("onFoot")],
            ["ambulance", t("byAmbulance")],
            ["unknown", t("notKnown")],
          ]}
          onPick={(arrivalMode) => put({ arrivalMode })}
        />
      </div>
      <Field label={t("whyThePatientCame")}>
        <input
          value={form.complaint}
          maxLength={300}
          required
          list={list}
          autoComplete="off"
          onChange={(e) => put({ complaint: e.target.value })}
          className={`${FIELD} h-11 text-[1.14rem]`}
        />
        <datalist id={list}>
          {words.map((w) => (
            <option key={w} value={w} />
          ))}
        </datalist>
      </Field>
      <Field label={t("noteIfYouLike")}>
        <textarea
          value={form.note}
          rows={2}
          maxLength={2_000}
          onChange={(e) => put({ note: e.target.value })}
          className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
        />
      </Field>
      <fieldset>
        <legend className="mb-1.5 font-semibold">{t("vitalSignsAsFarAsMeasured")}</legend>
        <div className="grid grid-cols-2 items-start gap-x-4 gap-y-3 xl:grid-cols-4">
          {VITALS.map((feature) => (
            <Vital key={feature.key} feature={feature} form={form} put={put} />
          ))}
          <Field label={t("response")}>
            <select
              value={form.consciousness}
              onChange={(e) => put({ consciousness: e.target.value as QuickForm["consciousness"] })}
              className={FIELD}
            >
              <option value="">{t("notKnown")}</option>
              {CONSCIOUSNESS.map((c) => (
                <option key={c} value={c}>
                  {said(CONSCIOUSNESS_LABELS[c])}
                </option>
              ))}
            </select>
          </Field>
        </div>
      </fieldset>
    </div>
  );
}

function Vital({
  feature,
  form,
  put,
}: {
  feature: NumericFeature;
  form: QuickForm;
  put: (change: Partial<QuickForm>) => void;
}) {
  const t = useTranslations("quick");
  const vitalName = useVitalName();
  const [typing, setTyping] = useState(false);
  const { key } = feature;
  const problem = vitalProblem(form, key, t, typing);
  const outside = problem ? null : standsOut(form, key);
  const isTemperature = key === "temperature";
  return (
    <Field label={vitalName(key)} problem={problem}>
      <span className="flex items-center gap-2">
        <input
          value={form.vitals[key] ?? ""}
          inputMode="decimal"
          autoComplete="off"
          maxLength={6}
          aria-invalid={problem !== null}
          onFocus={() => setTyping(true)}
          onBlur={() => setTyping(false)}
          onChange={(e) => put({ vitals: { ...form.vitals, [key]: e.target.value } })}
          className={`${FIELD} w-20 text-right ${outside ? "font-bold" : ""}`}
        />
        {isTemperature ? (
          <select
            aria-label={t("unitOfTheTemperature")}
            value={form.tempUnit}
            onChange={(e) => put({ tempUnit: e.target.value as QuickForm["tempUnit"] })}
            className="h-9 rounded-md border border-line-strong bg-surface px-1"
          >
            <option value="C">°C</option>
            <option value="F">°F</option>
          </select>
        ) : (
          <span className="text-ink-3">{feature.unit}</span>
        )}
        {outside && <span className="font-semibold text-more">{t(`outside.${outside}`)}</span>}
      </span>
    </Field>
  );
}

function Field({
  label,
  problem = null,
  children,
}: {
  label: string;
  problem?: string | null;
  children: ReactNode;
}) {
  return (
    <div>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the child */}
      <label className="block">
        <span className="mb-1 block">{label}</span>
        {children}
      </label>
      <p aria-live="polite" className="text-[0.93rem] font-semibold text-danger">
        {problem}
      </p>
    </div>
  );
}

function Pick<T extends string>({
  label,
  value,
  options,
  onPick,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1">{label}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {options.map(([option, words]) => (
          <label key={option} className="flex h-9 cursor-pointer items-center gap-1.5">
            <input
              type="radio"
              name={name}
              checked={value === option}
              onChange={() => onPick(option)}
              className="size-4 accent-(--accent)"
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
