/** Points down where something stands open, to the side where it can be opened. */
export function Chevron({ open }: { open: boolean }) {
  return (
    <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true" className="no-print shrink-0 text-ink-3">
      <path d={open ? "M0.5 2.5h8l-4 4.5z" : "M2.5 0.5v8l4.5-4z"} fill="currentColor" />
    </svg>
  );
}
