import type { z } from "zod";
import { corsHeaders } from "@/lib/auth/cds-origins";
import { AppError, toAppError } from "@/lib/core/errors";
import { admitCds, type Called } from "@/lib/workflows/clinic/cds-hook";
import { getRuntime, type Runtime } from "@/lib/workflows/service/runtime";
import { problem, requestIdOf } from "./http";
import { readJson } from "./read-json";

/** A chart sent along is large; more than this is none (the door says so earlier, where there is one). */
const MOST_BYTES = 4_194_304;

export type CdsParams = { readonly params: Promise<{ readonly service: string }> };

type Answer<S extends z.ZodType> = (rt: Runtime, called: Called, body: z.output<S>) => Promise<object>;

/** One call by an EHR. Who calls is asked before anything it sends is read; errors are problem details with a stable code. */
export async function answerCds<S extends z.ZodType>(
  request: Request,
  { params }: CdsParams,
  what: "" | "/feedback",
  schema: S,
  answer: Answer<S>,
): Promise<Response> {
  const requestId = requestIdOf(request);
  const rt = await getRuntime();
  try {
    const { service } = await params;
    const authorization = request.headers.get("authorization");
    const called = await admitCds(rt, { service, authorization, requestId }, what);
    const body = schema.safeParse(await readJson(request, MOST_BYTES));
    if (!body.success)
      throw new AppError("invalid-input", "not a call of CDS Hooks 2.0", {
        detail: { fields: body.error.issues.map((i) => i.path.join(".")).slice(0, 5) },
      });
    const said = await rt.tracing.span("cds.answer", {}, () => answer(rt, called, body.data));
    return readable(rt, request, Response.json(said));
  } catch (error) {
    const failure = toAppError(error);
    rt.logger.warn({ requestId, code: failure.code, err: failure }, "a CDS call was not answered");
    return readable(rt, request, problem(failure, requestId));
  }
}

/** As a page elsewhere may read it, where the settings name that page (CORS). */
export function readable(rt: Runtime, request: Request, response: Response): Response {
  const headers = corsHeaders(rt.issuers, request.headers.get("origin"));
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** What a browser asks before it sends a call of another page. */
export async function preflightCds(request: Request): Promise<Response> {
  const headers = corsHeaders((await getRuntime()).issuers, request.headers.get("origin"), true);
  return new Response(null, { status: "access-control-allow-origin" in headers ? 204 : 403, headers });
}
