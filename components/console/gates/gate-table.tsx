import { MEASURED_ON } from "@/lib/registry/gates/policy-changes";
import { type Bound, type GateDraft, toDraft } from "./gate-draft";

type Props = {
  drafts: readonly GateDraft[];
  canChange: boolean;
  onChange: (drafts: GateDraft[]) => void;
};

const FIELD =
  "h-8 w-20 rounded-md border border-line-strong bg-surface px-2 text-right text-ink tabular-nums disabled:opacity-50";
const HEAD = "px-2 pb-1 text-left font-medium text-ink-2";

/** One row a check: the numbers that may be changed as fields, or as text for who may only look. */
export function GateTable({ drafts, canChange, onChange }: Props) {
  const put = (id: string, change: (d: GateDraft) => GateDraft) =>
    onChange(drafts.map((d) => (d.gate.id === id ? change(d) : d)));
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[60rem] border-collapse">
        <caption className="sr-only">Checks, with their limits and the fewest cases they need</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className={`${HEAD} pl-0 align-bottom`}>
              Check
            </th>
            <th scope="colgroup" colSpan={2} className={HEAD}>
              Worse than the version in use by more than
            </th>
            <th scope="colgroup" colSpan={2} className={HEAD}>
              Limit of its own
            </th>
            <th scope="col" rowSpan={2} className={`${HEAD} align-bottom`}>
              Fewest cases
            </th>
            {canChange && (
              <th scope="col" rowSpan={2} className={`${HEAD} align-bottom`}>
                In force
              </th>
            )}
          </tr>
          <tr>
            {["look at", "fails", "look at", "fails"].map((word, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns
              <th key={i} scope="col" className={HEAD}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drafts.map((draft) => (
            <Row key={draft.gate.id} draft={draft} canChange={canChange} onChange={put} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LEAST_UNITS = { cases: "", urgent: "urgent", shownUrgent: "shown 1-2", had: "of the rarer" } as const;

type RowProps = {
  draft: GateDraft;
  canChange: boolean;
  onChange: (id: string, change: (d: GateDraft) => GateDraft) => void;
};

function Row({ draft, canChange, onChange }: RowProps) {
  const { gate, off, bounds } = draft;
  const unit = gate.unit === "share" ? "%" : "";
  const cell = (bound: Bound, label: string) => (
    <Cell
      label={`${gate.words}, ${gate.on.map((o) => MEASURED_ON[o]).join(", ")}: ${label}`}
      value={bounds[bound]}
      unit={unit}
      disabled={off}
      edit={
        canChange
          ? (value) => onChange(gate.id, (d) => ({ ...d, bounds: { ...d.bounds, [bound]: value } }))
          : null
      }
    />
  );
  const side = gate.better === "higher" ? "below" : "above";
  return (
    <tr className={`border-t border-line/70 ${off ? "text-ink-3" : ""}`}>
      <th scope="row" className="max-w-[22rem] py-1.5 pr-2 text-left font-medium text-pretty">
        {gate.words}
        <span className="block text-[0.93rem] font-normal text-ink-2">
          on {gate.on.map((o) => MEASURED_ON[o]).join(", ")}; {gate.better} is better
        </span>
      </th>
      {cell("worse.warn", "look at when worse by more than")}
      {cell("worse.fail", "fails when worse by more than")}
      {cell("limit.warn", `look at when ${side}`)}
      {cell("limit.fail", `fails when ${side}`)}
      <Cell
        label={`${gate.words}, ${gate.on.map((o) => MEASURED_ON[o]).join(", ")}: fewest cases`}
        value={draft.least}
        unit={LEAST_UNITS[gate.least.of]}
        disabled={off}
        edit={canChange ? (least) => onChange(gate.id, (d) => ({ ...d, least })) : null}
      />
      {canChange && (
        <td className="px-2">
          <label className="flex min-h-8 items-center gap-2">
            <input
              type="checkbox"
              checked={!off}
              className="size-4"
              onChange={(e) =>
                onChange(gate.id, (d) => (e.target.checked ? { ...d, off: false } : toDraft(d.gate, true)))
              }
            />
            <span className="sr-only">{gate.words} is in force</span>
          </label>
        </td>
      )}
    </tr>
  );
}

type CellProps = {
  label: string;
  value: string;
  unit: string;
  disabled: boolean;
  edit: ((value: string) => void) | null;
};

function Cell({ label, value, unit, disabled, edit }: CellProps) {
  return (
    <td className="px-2 py-1.5 whitespace-nowrap tabular-nums">
      {edit ? (
        <input
          type="text"
          inputMode="decimal"
          aria-label={label}
          value={value}
          disabled={disabled}
          maxLength={12}
          onChange={(e) => edit(e.target.value)}
          className={FIELD}
        />
      ) : (
        value || <span className="text-ink-3">none</span>
      )}
      {unit && value && <span className="ml-1 text-ink-2">{unit}</span>}
    </td>
  );
}
