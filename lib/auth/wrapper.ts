import type { z } from "zod";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import type { ActionResult } from "@/lib/core/result";
import { can, type Permission } from "./permissions";
import type { Authorized, Principal } from "./principal";

/** What the wrapper needs from the world around it; the app gives Next's and the database's. */
export type WrapperContext<R> = {
  readonly runtime: R;
  readonly logger: Logger;
  readonly requestId: string;
  readonly principal: Principal | null;
  /** Records a refusal of somebody known. */
  readonly auditDenied: (principal: Principal, permission: Permission, name: string) => Promise<void>;
  readonly observe: (name: string, status: string, seconds: number) => void;
};

export type ActionSpec<S extends z.ZodType> = {
  readonly name: string;
  readonly permission: Permission;
  readonly input: S;
};

/** Marks a wrapped action: an exported server action without it fails a test. */
export const PERMISSION = Symbol.for("openacuity.permission");

/**
 * The one way into the product, in this order: session, permission, input, then the workflow (which checks ownership and
 * same patient, and audits in its own transaction), then errors become answers. Never throws.
 */
export async function runAuthorized<R, S extends z.ZodType, T>(
  context: WrapperContext<R>,
  spec: ActionSpec<S>,
  raw: unknown,
  handler: (runtime: R, auth: Authorized, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  const started = performance.now();
  const finish = (status: string) => context.observe(spec.name, status, (performance.now() - started) / 1000);
  try {
    const auth = await authorize(context, spec.permission, spec.name);
    const data = await handler(context.runtime, auth, parseInput(spec.input, raw));
    finish("ok");
    return { ok: true, data };
  } catch (error) {
    const failure = toAppError(error);
    finish(failure.code);
    const fields = { requestId: context.requestId, action: spec.name, code: failure.code, err: error };
    if (failure.status >= 500) context.logger.error(fields, "action failed");
    else context.logger.info(fields, "action refused");
    return {
      ok: false,
      error: {
        code: failure.code,
        message: failure.userMessage,
        requestId: context.requestId,
        detail: { ...failure.detail },
      },
    };
  }
}

/** Session, then permission. @throws AppError("unauthenticated" | "forbidden") */
export async function authorize<R>(
  context: WrapperContext<R>,
  permission: Permission,
  name: string,
): Promise<Authorized> {
  const { principal, requestId } = context;
  if (!principal) throw new AppError("unauthenticated");
  if (!can(principal.role, permission)) {
    await context.auditDenied(principal, permission, name);
    throw new AppError("forbidden", `${principal.role} may not ${permission}`);
  }
  return { principal, permission, requestId };
}

function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((i) => i.path.join(".") || "input");
  throw new AppError("invalid-input", `invalid ${fields.join(", ")}`, { detail: { fields } });
}
