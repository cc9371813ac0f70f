"use client";
import { type ReactNode, type RefObject, useId, useState } from "react";
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
  const list = useId();
  const put = (change: Partial<QuickForm>) => onChange({ ...form, ...change });
  const age = ageProblem(form);
  return (
    <div className="space-y-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name, or how to find them">
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
          <Field label="Age" problem={age}>
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
            aria-label="Unit of the age"
            value={form.ageUnit}
            onChange={(e) => put({ ageUnit: e.target.value as AgeUnit })}
            className={`${FIELD} ${age ? "self-start mt-6" : ""}`}
          >
            <option value="years">years</option>
            <option value="months">months</option>
            <option value="days">days</option>
          </select>
        </div>
        <Pick
          label="Sex"
          value={form.sex}
          options={[
            ["female", "Female"],
            ["male", "Male"],
            ["other", "Other"],
            ["unknown", "Not known"],
          ]}
          onPick={(sex) => put({ sex })}
        />
        <Pick
          label="Came"
          value={form.arrivalMode}
          options={[
            ["walk-in", "On foot"],
            ["ambulance", "By ambulance"],
            ["unknown", "Not known"],
          ]}
          onPick={(arrivalMode) => put({ arrivalMode })}
        />
      </div>
      <Field label="Why the patient came">
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
      <Field label="Note (if you like)">
        <textarea
          value={form.note}
          rows={2}
          maxLength={2_000}
          onChange={(e) => put({ note: e.target.value })}
          className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
        />
      </Field>
      <fieldset>
        <legend className="mb-1.5 font-semibold">Vital signs, as far as measured</legend>
        <div className="grid grid-cols-2 items-start gap-x-4 gap-y-3 xl:grid-cols-4">
          {VITALS.map((feature) => (
            <Vital key={feature.key} feature={feature} form={form} put={put} />
          ))}
          <Field label="Response">
            <select
              value={form.consciousness}
              onChange={(e) => put({ consciousness: e.target.value as QuickForm["consciousness"] })}
              className={FIELD}
            >
              <option value="">Not known</option>
              {CONSCIOUSNESS.map((c) => (
                <option key={c} value={c}>
                  {CONSCIOUSNESS_LABELS[c]}
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
  const [typing, setTyping] = useState(false);
  const { key } = feature;
  const problem = vitalProblem(form, key, typing);
  const outside = problem ? null : standsOut(form, key);
  const isTemperature = key === "temperature";
  return (
    <Field label={feature.label} problem={problem}>
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
            aria-label="Unit of the temperature"
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
        {outside && <span className="font-semibold text-more">{outside}</span>}
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
