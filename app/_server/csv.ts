/** The query of an address, each name once. */
export const queryOf = (request: Request): Record<string, string> =>
  Object.fromEntries(new URL(request.url).searchParams);

/** A file for a spreadsheet; the mark at its start tells it that the text is UTF-8. */
export const csvFile = (name: string, content: string, now: Date): Response =>
  new Response(`\uFEFF${content}`, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="openacuity-${name}-${now.toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
