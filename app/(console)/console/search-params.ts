export type Search = Promise<Record<string, string | string[] | undefined>>;

/** The one value of a query parameter; a repeated one counts by its first. */
export const one = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value) || undefined;
