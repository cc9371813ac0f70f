import { splitUnit } from "@/components/format";
import { type VitalKey, vital } from "@/lib/case/features";
import type { BoardRow } from "@/lib/workflows/views";
import { TrendArrow } from "./trend";

/** The columns every patient is compared in; blood pressure is one. Unit for the head of the column. */
export const VITAL_COLUMNS: readonly {
  readonly keys: readonly VitalKey[];
  readonly head: string;
  readonly unit: string;
  /** Room for the widest value with its arrow, at both workstation sizes. */
  readonly width: string;
}[] = [
  { keys: ["heartRate"], head: "HR", unit: "/min", width: "w-19 max-[1200px]:w-14" },
  { keys: ["respiratoryRate"], head: "RR", unit: "/min", width: "w-18 max-[1200px]:w-12" },
  { keys: ["systolic", "diastolic"], head: "BP", unit: "mmHg", width: "w-25 max-[1200px]:w-21" },
  { keys: ["spo2"], head: "SpO₂", unit: "%", width: "w-19 max-[1200px]:w-14" },
  { keys: ["temperature"], head: "Temp", unit: "°C", width: "w-19 max-[1200px]:w-15" },
  { keys: ["pain"], head: "Pain", unit: "/10", width: "w-19 max-[1200px]:w-13" },
];
export const columnLabel = (keys: readonly VitalKey[]): string =>
  keys.length > 1 ? "Blood pressure" : vital(keys[0] as VitalKey).label;

/** One column of one patient; a dash is "not measured", never nought. */
export function VitalCell({ row, keys }: { row: BoardRow; keys: readonly VitalKey[] }) {
  const found = keys.flatMap((key) => row.vitals.find((v) => v.key === key) ?? []);
  const [first] = found;
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
      {found.map((v) => splitUnit(v.text)[0]).join("/")}
      <span className="inline-block w-3.5 text-center">
        <TrendArrow trend={trend} />
      </span>
    </span>
  );
}
