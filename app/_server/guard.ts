import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import type { z } from "zod";
import { readSessionId } from "@/lib/auth/next";
import type { Permission } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import {
  type ActionSpec,
  authorize,
  PERMISSION,
  runAuthorized,
  type WrapperContext,
} from "@/lib/auth/wrapper";
import { toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { ActionResult } from "@/lib/core/result";
import { appendAudit } from "@/lib/workflows/audit";
import { getRuntime, type Runtime } from "@/lib/workflows/runtime";
import { getPrincipal } from "@/lib/workflows/sign-in";
import { problem } from "./http";

/** Gathers what the wrapper needs from the request under way. */
async function contextOf(requestId: string): Promise<WrapperContext<Runtime>> {
  const runtime = await getRuntime();
  const principal = await getPrincipal(runtime, await readSessionId());
  return {
    runtime,
    logger: runtime.logger,
    requestId,
    principal,
    auditDenied: (who, permission, name) =>
      runtime.db.transaction((tx) =>
        appendAudit(
          tx,
          { event: "access.denied", actor: who, requestId, detail: { permission, name } },
          runtime.clock(),
        ),
      ),
    observe: (name, status, seconds) =>
      runtime.metrics.requestDuration.observe({ route: name, status }, seconds),
  };
}

type Handler<S extends z.ZodType, T> = (runtime: Runtime, auth: Authorized, input: z.output<S>) => Promise<T>;

const currentRequestId = async (): Promise<string> => (await headers()).get("x-request-id") ?? newId();

/** Makes a server action. Every exported action is made by this; a test looks for the mark it leaves. */
export function action<S extends z.ZodType, T>(spec: ActionSpec<S>, handler: Handler<S, T>) {
  const run = async (input: z.input<S>): Promise<ActionResult<T>> =>
    runAuthorized(await contextOf(await currentRequestId()), spec, input, handler);
  return Object.assign(run, { [PERMISSION]: spec.permission });
}

/** For pages: the runtime and who asks. Without a session it leads to the sign-in page, without the permission to 403. */
export async function requirePrincipal(permission: Permission): Promise<{ rt: Runtime; auth: Authorized }> {
  const context = await contextOf(await currentRequestId());
  try {
    return { rt: context.runtime, auth: await authorize(context, permission, "page") };
  } catch (error) {
    if (toAppError(error).code === "unauthenticated") redirect("/signed-out?reason=unauthenticated");
    forbidden();
  }
}

/** Who is signed in, for the page's frame; null for nobody. Grants nothing. */
export async function currentPrincipal(): Promise<Authorized["principal"] | null> {
  return (await contextOf(await currentRequestId())).principal;
}

/** Makes an API route: the same order as an action, answers in JSON, errors as problem details. */
export function route<S extends z.ZodType, T>(
  spec: ActionSpec<S>,
  read: (request: Request) => Promise<unknown>,
  handler: Handler<S, T>,
) {
  const answer = async (request: Request): Promise<Response> => {
    const requestId = request.headers.get("x-request-id") ?? newId();
    try {
      const result = await runAuthorized(await contextOf(requestId), spec, await read(request), handler);
      if (!result.ok) return problem(result.error, requestId);
      return result.data instanceof Response ? result.data : Response.json(result.data);
    } catch (error) {
      return problem(error, requestId);
    }
  };
  return Object.assign(answer, { [PERMISSION]: spec.permission });
}
