import type { z } from "zod";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import type { ActionResult } from "@/lib/core/result";
import { pageMarkSchema } from "./page-mark";
import { can, needsName, type Permission } from "./permissions";
import type { Authorized, Principal } from "./principal";

/** What the wrapper needs from the world around it; the app gives Next's and the database's. */
export type WrapperContext<R> = {
  readonly runtime: R;
  readonly logger: Logger;
  readonly requestId: string;
  readonly principal: Principal | null;
  /** Why there is nobody, as a stable word and for the person at the screen. */
  readonly signedOut?: { readonly why: string; readonly words: string } | null;
  readonly page: PageClaim;
  /** Whether a launch belongs to the session that asks. */
  readonly isOwnLaunch: (principal: Principal, launchId: string) => Promise<boolean>;
  /** Whether the settings name this person for a permission that needs it. */
  readonly isNamed: (principal: Principal, permission: Permission) => Promise<boolean>;
  /** A person has done something: their session goes on. */
  readonly noteUse: (principal: Principal) => Promise<void>;
  /** Records a refusal of somebody known. */
  readonly auditDenied: (
    principal: Principal,
    permission: Permission,
    name: string,
    why?: string,
  ) => Promise<void>;
  readonly observe: (name: string, status: string, seconds: number) => void;
};

/** What a request says about the page it comes from. */
export type PageClaim = {
  /** It may change something: then it must come from a page of ours that says whom it was drawn for. */
  readonly changes: boolean;
  readonly ownOrigin: boolean;
  /** Whom the page was drawn for (auth/page-mark.ts), as it came; undefined: it does not say. */
  readonly mark: unknown;
};

export type ActionSpec<S extends z.ZodType> = {
  readonly name: string;
  readonly permission: Permission;
  readonly input: S;
  /** "page": asked by a page by itself, as a refresh is. Only what a person does keeps their session alive. */
  readonly by?: "person" | "page";
};

/** Marks a wrapped action: an exported server action without it fails a test. */
export const PERMISSION = Symbol.for("openacuity.permission");

/**
 * The one way into the product, in this order: the page it comes from, session, the person the page was drawn for,
 * permission, input, then the workflow (which checks ownership and same patient, and audits in its own transaction), then
 * errors become answers. Never throws.
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
    const auth = await authorize(context, spec);
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

type Asked = Pick<ActionSpec<z.ZodType>, "name" | "permission" | "by">;

/** @throws AppError("foreign-page" | "unauthenticated" | "other-person" | "earlier-launch" | "forbidden") */
export async function authorize<R>(context: WrapperContext<R>, asked: Asked): Promise<Authorized> {
  const { principal, requestId, page, signedOut } = context;
  const { permission, name, by = "person" } = asked;
  if (page.changes && !page.ownOrigin) throw new AppError("foreign-page", "sent from another origin");
  if (!principal) {
    throw new AppError(
      "unauthenticated",
      `no session: ${signedOut?.why ?? "none"}`,
      signedOut ? { userMessage: signedOut.words, detail: { why: signedOut.why } } : {},
    );
  }
  await assertDrawnFor(context, principal, asked);
  const named = !needsName(permission) || (await context.isNamed(principal, permission));
  if (!can(principal.role, permission) || !named) {
    await context.auditDenied(principal, permission, name);
    throw new AppError("forbidden", `${principal.role} may not ${permission}${named ? "" : ": not named"}`);
  }
  if (by === "person") await context.noteUse(principal);
  return { principal, permission, requestId };
}

/**
 * The page must have been drawn for whoever is signed in now, in a launch of theirs: otherwise its deed would be recorded
 * under a name the person at the screen does not see. What reads only may leave it unsaid; what it says must be true.
 */
async function assertDrawnFor<R>(
  context: WrapperContext<R>,
  principal: Principal,
  { permission, name }: Asked,
): Promise<void> {
  const { changes, mark } = context.page;
  if (mark === undefined && !changes) return;
  const page = pageMarkSchema.safeParse(mark);
  const refuse = async (
    code: ErrorCode,
    more: { userMessage?: string; detail?: { signedIn: string } } = {},
  ) => {
    if (changes) await context.auditDenied(principal, permission, name, code);
    throw new AppError(code, `${name}: ${code}`, more);
  };
  if (!page.success) return refuse("earlier-launch");
  if (page.data.person !== principal.userId)
    return refuse("other-person", {
      userMessage: `${principal.displayName} is signed in on this browser now.${changes ? " Nothing was saved." : ""}`,
      detail: { signedIn: principal.displayName },
    });
  if (page.data.launch !== null && !(await context.isOwnLaunch(principal, page.data.launch)))
    return refuse("earlier-launch");
}

function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((i) => i.path.join(".") || "input");
  throw new AppError("invalid-input", `invalid ${fields.join(", ")}`, { detail: { fields } });
}
