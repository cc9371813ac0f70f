/** A key that does the same. Decoration: the control's own name stays what it is. */
export function Kbd({ children, onAccent = false }: { children: string; onAccent?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`kbd inline-grid min-w-[1.45em] place-items-center rounded-[3px] border px-[0.3em] font-sans text-[0.86em] leading-[1.4] font-medium ${onAccent ? "border-current/45" : "border-line-strong bg-sunken text-ink-2"}`}
    >
      {children}
    </span>
  );
}
