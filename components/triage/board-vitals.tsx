import { splitUnit } from "@/components/format";
import { type VitalKey, vital } from "@/lib/case/features";
import type { BoardRow } from "@/lib/workflows/views";
import { TrendArrow } from "./trend";

/** The columns every patient is compared in; blood pressure is one. Unit for the head of the column. */
export const VITAL_COLUMNS: readonly {
  readonly keys: readonly VitalKey[];
  readonly head: string;
  readonly unit: string;
  /** Room for the widest value with its arrow, at both workstation sizes; counted in digits, so that any font fits. */
  readonly width: string;
}[] = [
  { keys: ["heartRate"], head: "HR", unit: "/min", width: "w-[8.5ch] max-[1200px]:w-[7ch]" },
  { keys: ["respiratoryRate"], head: "RR", unit: "/min", width: "w-[8ch] max-[1200px]:w-[6ch]" },
  { keys: ["systolic", "diastolic"], head: "BP", unit: "mmHg", width: "w-[11.5ch] max-[1200px]:w-[11ch]" },
  { keys: ["spo2"], head: "SpO₂", unit: "%", width: "w-[9ch] max-[1200px]:w-[8.2ch]" },
  { keys: ["temperature"], head: "Temp", unit: "°C", width: "w-[8.5ch] max-[1200px]:w-[7.5ch]" },
  { keys: ["pain"], head: "Pain", unit: "/10", width: "w-[8.5ch] max-[1200px]:w-[6ch]" },
];
export const columnLabel = (keys: readonly VitalKey[]): string =>
  keys.length > 1 ? "Blood pressure" : vital(keys[0] as VitalKey).label;

const SIGNS = { low: "L", high: "H", none: "" } as const;

/** One column of one patient; a dash is "not measured", never nought. */
export function VitalCell({ row, keys }: { row: BoardRow; keys: readonly VitalKey[] }) {
  const found = keys.flatMap((key) => row.vitals.find((v) => v.key === key) ?? []);
  const [first] = found;
  if (!first && keys.some((key) => row.notUnderstood.includes(key)))
    return (
      <span className="pr-3.5 font-semibold" title="In the EHR, but not understood">
        <span aria-hidden="true">?</span>
        <span className="sr-only">in the EHR, not understood</span>
      </span>
    );
  if (!first)
    return (
      <span className="pr-3.5 text-ink-3">
        <span aria-hidden="true">–</span>
        <span className="sr-only">not measured</span>
      </span>
    );
  const trend = found.find((v) => v.trend?.concern === "worse")?.trend ?? first.trend;
  return (
    <span className="inline-flex items-baseline justify-end gap-0.5 whitespace-nowrap">
      <span>
        {found.map((v, i) => (
          <span key={v.key}>
            {i > 0 && "/"}
            <span className={`${v.outside ? "font-bold text-more" : ""} ${v.used ? "" : "italic"}`}>
              {splitUnit(v.text)[0]}
              <span className="sr-only">
                {v.outside && `, ${v.outside}`}
                {!v.used && ", not used for the level"}
              </span>
            </span>
          </span>
        ))}
        {/* A sign beside the colour: L or H, as laboratories write it. */}
        <span
          aria-hidden="true"
          className="inline-block w-[0.9em] pl-[0.1em] text-left text-[0.72rem] font-bold text-more"
        >
          {SIGNS[found.find((v) => v.outside)?.outside ?? "none"]}
        </span>
      </span>
      {row.oxygen && first.key === "spo2" && (
        <span className="text-[0.857rem] font-semibold" title={`Saturation ${row.oxygen}`}>
          <span aria-hidden="true">O₂</span>
          <span className="sr-only"> {row.oxygen}</span>
        </span>
      )}
      <span className="inline-block w-3.5 text-center">
        <TrendArrow trend={trend} />
      </span>
    </span>
  );
}
