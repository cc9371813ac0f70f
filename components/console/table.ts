/** One look for the console's tables. */
export const TABLE_HEAD =
  "border-b border-line bg-sunken px-3 py-2 text-left text-[0.93rem] font-medium whitespace-nowrap text-ink-3 first:pl-5 last:pr-5";
export const TABLE_CELL = "border-b border-line/60 px-3 py-2 text-left align-middle first:pl-5 last:pr-5";
