/** The look of a field of these forms. */
export const FIELD = "rounded-md border border-line-strong bg-surface px-2.5 text-ink";
