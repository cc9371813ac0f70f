import { z } from "zod";

/** A visit as an address names it: /encounters/<id>?launch=<id>. */
export const visitInput = z.object({ encounterId: z.uuid(), launchId: z.uuid().nullable() });

/** Reads it from /encounters/<id>/<what>?launch=… */
export function visitOf(request: Request): { encounterId: string | undefined; launchId: string | null } {
  const { pathname, searchParams } = new URL(request.url);
  return { encounterId: pathname.split("/")[2], launchId: searchParams.get("launch") };
}
