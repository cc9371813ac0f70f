"use client";

type Props<T extends string | number> = {
  label: string;
  value: T;
  options: readonly T[];
  /** What an option is called; itself by default. */
  words?: (option: T) => string;
  onChoose: (option: T) => void;
};

/** One of a few, its name in front of it. */
export function Choice<T extends string | number>({
  label,
  value,
  options,
  words = String,
  onChoose,
}: Props<T>) {
  return (
    <label className="flex items-center gap-2">
      <span className="text-ink-2">{label}</span>
      <select
        value={value}
        onChange={(e) => {
          const chosen = options.find((o) => String(o) === e.target.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
        className="h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2"
      >
        {options.map((o) => (
          <option key={o} value={o}>
            {words(o)}
          </option>
        ))}
      </select>
    </label>
  );
}
