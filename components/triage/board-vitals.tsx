import { useLocale, useTranslations } from "next-intl";
import { inLocale, splitUnit } from "@/components/format";
import { valueIn } from "@/components/words/temperature";
import { useSaid } from "@/components/words/use-said";
import { useTemperatureUnit } from "@/components/words/use-temperature-unit";
import type { VitalKey } from "@/lib/case/features";
import type { BoardRow } from "@/lib/workflows/views";
import { TrendArrow } from "./trend";

/** The columns every patient is compared in; blood pressure is one. Unit for the head of the column. */
export const VITAL_COLUMNS: readonly {
  readonly keys: readonly [VitalKey, ...VitalKey[]];
  /** What its head is called in the messages. */
  readonly name: "hr" | "rr" | "bp" | "spo2" | "temp" | "pain";
  /** Of a temperature: what lib formats it in (useTemperatureUnit). */
  readonly unit: string;
  /** Room for the widest value with its arrow, at both workstation sizes; counted in digits, so that any font fits. */
  readonly width: string;
}[] = [
  { keys: ["heartRate"], name: "hr", unit: "/min", width: "w-[8.5ch] max-[1200px]:w-[7ch]" },
  { keys: ["respiratoryRate"], name: "rr", unit: "/min", width: "w-[8ch] max-[1200px]:w-[6ch]" },
  { keys: ["systolic", "diastolic"], name: "bp", unit: "mmHg", width: "w-[11.5ch] max-[1200px]:w-[11ch]" },
  { keys: ["spo2"], name: "spo2", unit: "%", width: "w-[9ch] max-[1200px]:w-[8.2ch]" },
  { keys: ["temperature"], name: "temp", unit: "°C", width: "w-[8.5ch] max-[1200px]:w-[7.5ch]" },
  { keys: ["pain"], name: "pain", unit: "/10", width: "w-[8.5ch] max-[1200px]:w-[6ch]" },
];
/** A degree in Fahrenheit takes a digit more. */
export const FAHRENHEIT_WIDTH = "w-[10ch]";

/** One column of one patient; a dash is "not measured", never nought. */
export function VitalCell({ row, keys }: { row: BoardRow; keys: readonly VitalKey[] }) {
  const t = useTranslations("board");
  const said = useSaid();
  const locale = useLocale();
  const temperatureUnit = useTemperatureUnit();
  const found = keys.flatMap((key) => row.vitals.find((v) => v.key === key) ?? []);
  const [first] = found;
  if (!first && keys.some((key) => row.notUnderstood.includes(key)))
    return (
      <span className="pr-3.5 font-semibold" title={t("inTheEhrButNotUnderstood")}>
        <span aria-hidden="true">?</span>
        <span className="sr-only">{t("inTheEhrNotUnderstood")}</span>
      </span>
    );
  if (!first)
    return (
      <span className="pr-3.5 text-ink-3">
        <span aria-hidden="true">–</span>
        <span className="sr-only">{t("notMeasured")}</span>
      </span>
    );
  const outside = found.find((v) => v.outside)?.outside;
  const trend = found.find((v) => v.trend?.concern === "worse")?.trend ?? first.trend;
  return (
    <span className="inline-flex items-baseline justify-end gap-0.5 whitespace-nowrap">
      <span>
        {found.map((v, i) => (
          <span key={v.key}>
            {i > 0 && "/"}
            <span className={`${v.outside ? "font-bold text-more" : ""} ${v.used ? "" : "italic"}`}>
              {inLocale(splitUnit(valueIn(temperatureUnit, v.text))[0], locale)}
              <span className="sr-only">
                {v.outside && `, ${t(`outside.${v.outside}`)}`}
                {!v.used && t("notUsedForTheLevel")}
              </span>
            </span>
          </span>
        ))}
        {/* A sign beside the colour: L or H, as laboratories write it. */}
        <span
          aria-hidden="true"
          className="inline-block w-[0.9em] pl-[0.1em] text-left text-[0.72rem] font-bold text-more"
        >
          {outside && t(`outsideSign.${outside}`)}
        </span>
      </span>
      {row.oxygen && first.key === "spo2" && (
        <span
          className="text-[0.857rem] font-semibold"
          title={t("saturationOnOxygen", { oxygen: said(row.oxygen) })}
        >
          <span aria-hidden="true">O₂</span>
          <span className="sr-only"> {said(row.oxygen)}</span>
        </span>
      )}
      <span className="inline-block w-3.5 text-center">
        <TrendArrow trend={trend} />
      </span>
    </span>
  );
}
