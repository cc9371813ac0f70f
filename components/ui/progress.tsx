type Props = {
  label: string;
  /** 0..1 */
  value: number;
  /** What the bar says in words, e.g. "37 of 50 labels". */
  text: string;
  className?: string;
};

export function ProgressBar({ label, value, text, className = "" }: Props) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className={`h-2 overflow-hidden rounded-full bg-ink/10 ${className}`}
    >
      <div
        className="h-full rounded-full bg-accent transition-[width] duration-500"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
