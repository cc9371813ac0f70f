import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import type { z } from "zod";
import { readSessionId } from "@/lib/auth/next";
import { isOwnOrigin, sentFrom } from "@/lib/auth/own-origin";
import { MARK_HEADER, type PageMark, readMark } from "@/lib/auth/page-mark";
import type { Permission } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { isSessionEnd, SESSION_ENDS } from "@/lib/auth/session";
import {
  type ActionSpec,
  authorize,
  type PageClaim,
  PERMISSION,
  runAuthorized,
  type WrapperContext,
} from "@/lib/auth/wrapper";
import { toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { ActionResult } from "@/lib/core/result";
import { declareRoute } from "@/lib/monitoring/labels";
import { appendSummedAudit } from "@/lib/workflows/govern/audit-summed";
import { traceOfLaunch } from "@/lib/workflows/govern/launch-trace";
import { isNamed } from "@/lib/workflows/govern/named-people";
import { type Identity, identify, isOwnLaunch, noteUse } from "@/lib/workflows/govern/sessions";
import { getRuntime, type Runtime } from "@/lib/workflows/service/runtime";
import { isEmbedded } from "./cookies";
import { problem } from "./http";
import { getSaid } from "./said";

/** Gathers what the wrapper needs from the request under way. */
async function contextOf(
  requestId: string,
  sent: Pick<Headers, "get">,
  claim: Pick<PageClaim, "changes" | "mark">,
): Promise<WrapperContext<Runtime>> {
  const runtime = await getRuntime();
  const { principal, ended } = await identify(
    runtime,
    await readSessionId(runtime.env.APP_ORIGIN, isEmbedded(runtime)),
  );
  return {
    runtime,
    logger: runtime.logger,
    requestId,
    principal,
    signedOut: principal ? null : wordsOf(ended),
    page: { ...claim, ownOrigin: isOwnOrigin(sentFrom(sent), runtime.env.APP_ORIGIN) },
    isOwnLaunch: (who, launchId) => isOwnLaunch(runtime, who, launchId),
    isNamed: (who, permission) => isNamed(runtime, who, permission),
    noteUse: (who) => noteUse(runtime, who),
    auditDenied: (who, permission, name, why) =>
      appendSummedAudit(
        runtime.db,
        {
          event: "access.denied",
          actor: who,
          requestId,
          detail: { permission, name, ...(why ? { why } : {}) },
        },
        runtime.clock(),
      ),
    observe: (name, status, seconds) =>
      runtime.metrics.requestDuration.observe({ route: name, status }, seconds),
  };
}

const wordsOf = (ended: Identity["ended"]) =>
  isSessionEnd(ended)
    ? { why: ended, words: `${SESSION_ENDS[ended]} Please launch OpenAcuity again.` }
    : null;

type Handler<S extends z.ZodType, T> = (runtime: Runtime, auth: Authorized, input: z.output<S>) => Promise<T>;

const idOf = (sent: Pick<Headers, "get">): string => sent.get("x-request-id") ?? newId();

/**
 * Makes a server action. Every exported action is made by this; a test looks for the mark it leaves. Its first argument says
 * whom the page it is called from was drawn for (components/act.ts gives it); anybody else's page is refused.
 */
export function action<S extends z.ZodType, T>(spec: ActionSpec<S>, handler: Handler<S, T>) {
  declareRoute(spec.name);
  const run = async (page: PageMark, input: z.input<S>): Promise<ActionResult<T>> => {
    const sent = await headers();
    const context = await contextOf(idOf(sent), sent, { changes: true, mark: page });
    const result = await traced(context, spec.name, input, () =>
      runAuthorized(context, spec, input, handler),
    );
    return result.ok
      ? result
      : { ...result, error: { ...result.error, message: await tellRefusal(result.error.message) } };
  };
  return Object.assign(run, { [PERMISSION]: spec.permission });
}

/** Why nothing was done, in the language of whoever asked for it. */
const tellRefusal = async (message: string): Promise<string> => (await getSaid())(message);

/**
 * A request about a visit goes on with the trace of its launch. Any other, such as a board's refresh every few seconds for a
 * whole shift, has a trace of its own that points to it. What nobody known asks is not traced.
 */
async function traced<T>(
  { runtime, principal }: WrapperContext<Runtime>,
  name: string,
  input: unknown,
  work: () => Promise<ActionResult<T>>,
): Promise<ActionResult<T>> {
  if (!runtime.tracing.on || !principal) return work();
  const { encounterId, launchId } = (input ?? {}) as { encounterId?: unknown; launchId?: unknown };
  const launch = await traceOfLaunch(
    runtime,
    principal.sessionId,
    typeof launchId === "string" ? launchId : null,
  );
  return runtime.tracing.span(
    "request",
    { "openacuity.route": name },
    async (span) => {
      const result = await work();
      if (!result.ok) span.fail(result.error.code);
      return result;
    },
    encounterId ? { parent: launch } : { link: launch },
  );
}

/** For pages: the runtime and who asks. Without a session it leads to the sign-in page, without the permission to 403. */
export async function requirePrincipal(permission: Permission): Promise<{ rt: Runtime; auth: Authorized }> {
  const sent = await headers();
  const context = await contextOf(idOf(sent), sent, { changes: false, mark: undefined });
  const by = isOpenedByHand(sent) ? "person" : "page";
  try {
    return { rt: context.runtime, auth: await authorize(context, { name: "page", permission, by }) };
  } catch (error) {
    const { code, detail } = toAppError(error);
    if (code === "unauthenticated") redirect(`/signed-out?reason=${detail.why ?? "unauthenticated"}`);
    forbidden();
  }
}

/**
 * A document somebody opened. What the router fetches may be a page's own refresh; the click behind it is told apart by the
 * page. What the browser fetches in advance nobody has asked for.
 */
const isOpenedByHand = (sent: Pick<Headers, "get">): boolean =>
  ["document", null].includes(sent.get("sec-fetch-dest")) && sent.get("sec-purpose") === null;

/** Who is signed in, for the page's frame; null for nobody. Grants nothing. */
export async function currentPrincipal(): Promise<Authorized["principal"] | null> {
  const sent = await headers();
  return (await contextOf(idOf(sent), sent, { changes: false, mark: undefined })).principal;
}

/**
 * Makes an API route: the same order as an action, answers in JSON, errors as problem details. A GET is a page's refresh
 * unless its spec says otherwise; anything else changes something and is held to what an action is held to.
 */
export function route<S extends z.ZodType, T>(
  spec: ActionSpec<S>,
  read: (request: Request) => Promise<unknown>,
  handler: Handler<S, T>,
) {
  declareRoute(spec.name);
  const answer = async (request: Request): Promise<Response> => {
    const requestId = idOf(request.headers);
    const changes = !["GET", "HEAD"].includes(request.method);
    const by = spec.by ?? (changes ? "person" : "page");
    try {
      const mark = readMark(request.headers.get(MARK_HEADER));
      const context = await contextOf(requestId, request.headers, { changes, mark });
      const input = await read(request);
      const result = await traced(context, spec.name, input, () =>
        runAuthorized(context, { ...spec, by }, input, handler),
      );
      if (!result.ok) return problem(result.error, requestId);
      return result.data instanceof Response ? result.data : Response.json(result.data ?? null);
    } catch (error) {
      return problem(error, requestId);
    }
  };
  return Object.assign(answer, { [PERMISSION]: spec.permission });
}
