import Link from "next/link";
import { splitUnit } from "@/components/format";
import { Section } from "@/components/ui/section";
import { Ago, LocalTime } from "@/components/ui/time";
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
  const last = newest(vitals);
  const measured = vitals.filter((v) => v.series.length > 0);
  // Either scale says how awake the patient is: whose response is known lacks no coma scale (as in "Not known").
  const awake = consciousness !== null && consciousness !== NOT_UNDERSTOOD;
  const absent = vitals.filter(
    (v) => v.series.length === 0 && v.text !== NOT_UNDERSTOOD && !(v.key === "gcs" && awake),
  );
  const unread = [
    ...vitals.filter((v) => v.text === NOT_UNDERSTOOD).map((v) => v.label),
    ...(consciousness === NOT_UNDERSTOOD ? ["Response"] : []),
  ];
  const response = consciousness === NOT_UNDERSTOOD ? null : consciousness;
  // Beside the saturation where there is one; by itself where there is none.
  const oxygenAlone = oxygen !== null && !measured.some((v) => v.key === "spo2");
  return (
    <Section
      title="Vital signs"
      {...(className ? { className } : {})}
      aside={
        last ? (
          <>
            Last measured <Ago iso={last} />
          </>
        ) : (
          "None measured"
        )
      }
    >
      {measured.length > 0 && (
        <table className="w-full border-collapse">
          <caption className="sr-only">
            Vital signs with their course and the normal range for the age
          </caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Vital sign</th>
              <th scope="col">Value in use</th>
              <th scope="col">Course</th>
              <th scope="col">Normal</th>
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
              <dt className="text-ink-2">Response</dt>
              <dd className="font-semibold">{response}</dd>
            </div>
          )}
          {oxygenAlone && (
            <div className="flex justify-between gap-4">
              <dt className="text-ink-2">Breathing</dt>
              <dd className="font-semibold">{oxygen}</dd>
            </div>
          )}
          {unread.length > 0 && (
            <div className="flex justify-between gap-4">
              <dt className="shrink-0 font-semibold">In the EHR, not understood</dt>
              <dd className="text-right font-semibold">{unread.join(", ")}</dd>
            </div>
          )}
          {absent.length > 0 && (
            <div className="flex justify-between gap-4">
              <dt className="shrink-0 text-ink-2">Not measured</dt>
              <dd className="text-right text-ink-2">{absent.map((v) => v.label).join(", ")}</dd>
            </div>
          )}
        </dl>
      )}
      <p className="mt-2 border-t border-line pt-2 text-right">
        <Link href={devicesHref} prefetch={false} className="text-accent underline underline-offset-2">
          Monitors and wearables
        </Link>
      </p>
    </Section>
  );
}

function VitalRow({ vital, beside }: { vital: Vital; beside: string | null }) {
  const { label, unit, text, series, normal, trend, latest, origin } = vital;
  const used = text !== "not measured" && text !== NOT_UNDERSTOOD;
  // Measured but left out of the case (a contradiction, an age not known): still what the nurse must see.
  const [value, shownUnit] = splitUnit(used || latest === null ? text : formatVital(vital.key, latest.value));
  const outside =
    latest !== null && normal !== null && (latest.value < normal[0] || latest.value > normal[1]);
  return (
    <tr className="border-t border-line first:border-t-0">
      <th scope="row" className="py-1 pr-3 text-left leading-tight font-normal text-ink-2">
        {label}
        {origin && (
          <span className="block text-[0.857rem] text-ink-3 [overflow-wrap:anywhere]">{origin}</span>
        )}
        {beside && <span className="block text-[0.93rem] font-semibold text-ink">{beside}</span>}
      </th>
      <td className="w-28 py-1 pr-2 text-right whitespace-nowrap">
        <span
          className={`text-[1.29rem] leading-none ${used ? (outside ? "font-bold" : "font-medium") : "text-ink-3"}`}
        >
          {value}
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
              {p.value} {unit} at <LocalTime iso={p.at} />
            </li>
          ))}
        </ul>
      </td>
      <td className="w-20 py-1 text-right text-[0.857rem] leading-tight whitespace-nowrap text-ink-3">
        {!used && <span className="block italic">not used</span>}
        {normal ? (
          <>
            {normal[0] === normal[1] ? normal[0] : `${normal[0]}–${normal[1]}`}
            {outside && (
              <span className="block font-semibold text-more">
                {latest.value < normal[0] ? "low" : "high"}
              </span>
            )}
          </>
        ) : null}
      </td>
    </tr>
  );
}
