import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { inLocale, splitUnit } from "@/components/format";
import { Section } from "@/components/ui/section";
import { Ago, LocalTime } from "@/components/ui/time";
import { fahrenheitOf, valueIn } from "@/components/words/temperature";
import { useSaid } from "@/components/words/use-said";
import { useTemperatureUnit } from "@/components/words/use-temperature-unit";
import { useVitalName } from "@/components/words/use-vital-name";
import { NOT_UNDERSTOOD } from "@/lib/case/case-view";
import { formatVital } from "@/lib/case/features";
import type { PatientView } from "@/lib/workflows/views";
import { TrendArrow } from "./trend";
import { VitalChart } from "./vital-chart";

type Vital = PatientView["vitals"][number];

const newest = (vitals: readonly Vital[]): string | null =>
  vitals
    .flatMap((v) => v.latest?.at ?? [])
    .sort()
    .at(-1) ?? null;

/** Vital signs over time: value, course within the normal band, and where it is going. */
export function VitalsPanel({
  vitals,
  consciousness,
  oxygen,
  devicesHref,
  className,
}: Pick<PatientView, "vitals" | "consciousness" | "oxygen"> & { devicesHref: string; className?: string }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const vitalName = useVitalName();
  const last = newest(vitals);
  const measured = vitals.filter((v) => v.series.length > 0);
  // Either scale says how awake the patient is: whose response is known lacks no coma scale (as in "Not known").
  const awake = consciousness !== null && consciousness !== NOT_UNDERSTOOD;
  const absent = vitals.filter(
    (v) => v.series.length === 0 && v.text !== NOT_UNDERSTOOD && !(v.key === "gcs" && awake),
  );
  const unread = [
    ...vitals.filter((v) => v.text === NOT_UNDERSTOOD).map((v) => vitalName(v.key)),
    ...(consciousness === NOT_UNDERSTOOD ? [t("response")] : []),
  ];
  const response = consciousness === NOT_UNDERSTOOD ? null : consciousness;
  // Beside the saturation where there is one; by itself where there is none.
  const oxygenAlone = oxygen !== null && !measured.some((v) => v.key === "spo2");
  return (
    <Section
      title={t("vitalSigns")}
      {...(className ? { className } : {})}
      aside={last ? t.rich("lastMeasuredAgo", { ago: () => <Ago iso={last} /> }) : t("noneMeasured")}
    >
      {measured.length > 0 && (
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("vitalSignsWithTheirCourseAnd")}</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t("vitalSign")}</th>
              <th scope="col">{t("valueInUse")}</th>
              <th scope="col">{t("course")}</th>
              <th scope="col">{t("normal")}</th>
            </tr>
          </thead>
          <tbody>
            {measured.map((v) => (
              <VitalRow key={v.key} vital={v} beside={v.key === "spo2" ? oxygen : null} />
            ))}
          </tbody>
        </table>
      )}
      {(response !== null || oxygenAlone || absent.length + unread.length > 0) && (
        <dl className="mt-2 space-y-1 border-t border-line pt-2">
          {response && (
            <div className="flex justify-between gap-4">
              <dt className="text-ink-2">{t("response")}</dt>
              <dd className="font-semibold">{said(response)}</dd>
            </div>
          )}
          {oxygenAlone && (
            <div className="flex justify-between gap-4">
              <dt className="text-ink-2">{t("breathing")}</dt>
              <dd className="font-semibold">{said(oxygen)}</dd>
            </div>
          )}
          {unread.length > 0 && (
            <div className="flex justify-between gap-4">
              <dt className="shrink-0 font-semibold">{t("inTheEhrNotUnderstood")}</dt>
              <dd className="text-right font-semibold">{unread.join(", ")}</dd>
            </div>
          )}
          {absent.length > 0 && (
            <div className="flex justify-between gap-4">
              <dt className="shrink-0 text-ink-2">{t("notMeasured")}</dt>
              <dd className="text-right text-ink-2">{absent.map((v) => vitalName(v.key)).join(", ")}</dd>
            </div>
          )}
        </dl>
      )}
      <p className="mt-2 border-t border-line pt-2 text-right">
        <Link href={devicesHref} prefetch={false} className="text-accent underline underline-offset-2">
          {t("monitorsAndWearables")}
        </Link>
      </p>
    </Section>
  );
}

function VitalRow({ vital, beside }: { vital: Vital; beside: string | null }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const vitalName = useVitalName();
  const locale = useLocale();
  const temperatureUnit = useTemperatureUnit();
  const { key, unit, text, series, normal, trend, latest, origin } = vital;
  const fahrenheit = key === "temperature" && temperatureUnit === "F";
  const numberOf = (value: number) => inLocale(fahrenheit ? fahrenheitOf(value) : String(value), locale);
  const used = text !== "not measured" && text !== NOT_UNDERSTOOD;
  // Measured but left out of the case (a contradiction, an age not known): still what the nurse must see.
  const [value, shownUnit] = splitUnit(
    valueIn(temperatureUnit, used || latest === null ? text : formatVital(key, latest.value)),
  );
  const outside =
    latest !== null && normal !== null && (latest.value < normal[0] || latest.value > normal[1]);
  return (
    <tr className="border-t border-line first:border-t-0">
      <th scope="row" className="py-1 pr-3 text-left leading-tight font-normal text-ink-2">
        {vitalName(key)}
        {origin && (
          <span className="block text-[0.857rem] text-ink-3 [overflow-wrap:anywhere]">{said(origin)}</span>
        )}
        {beside && <span className="block text-[0.93rem] font-semibold text-ink">{said(beside)}</span>}
      </th>
      <td className="w-28 py-1 pr-2 text-right whitespace-nowrap">
        <span
          className={`text-[1.29rem] leading-none ${used ? (outside ? "font-bold" : "font-medium") : "text-ink-3"}`}
        >
          {inLocale(value, locale)}
        </span>
        <span className="ml-1 text-[0.857rem] text-ink-3">{shownUnit}</span>
        <span className="inline-block w-5 text-center">
          <TrendArrow trend={trend} />
        </span>
      </td>
      <td className="w-44 py-1 pr-2 max-sm:sr-only">
        <VitalChart series={series} normal={normal} />
        <ul className="sr-only">
          {series.map((p, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two readings may share their time; their order is theirs
            <li key={i}>
              {t.rich("valueAt", {
                value: numberOf(p.value),
                unit: fahrenheit ? "°F" : unit,
                at: () => <LocalTime iso={p.at} />,
              })}
            </li>
          ))}
        </ul>
      </td>
      <td className="w-20 py-1 text-right text-[0.857rem] leading-tight whitespace-nowrap text-ink-3">
        {!used && <span className="block italic">{t("notUsed")}</span>}
        {normal ? (
          <>
            {numberOf(normal[0])}
            {normal[0] !== normal[1] && `–${numberOf(normal[1])}`}
            {outside && (
              <span className="block font-semibold text-more">
                {t(latest.value < normal[0] ? "low" : "high")}
              </span>
            )}
          </>
        ) : null}
      </td>
    </tr>
  );
}
