import type { DbOrTx } from "@/db/client";
import { insertCheck, listChecks } from "@/db/queries/model-check";
import {
  findPrompt,
  insertPrompt,
  listPrompts,
  listUsage,
  type PromptRow,
  rejectPromptRow,
  usedOn,
} from "@/db/queries/prompt";
import { championVersion } from "@/db/queries/registry";
import { promptStatement, whyUnsigned } from "@/db/signing";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import {
  DEFAULT_INSTRUCTIONS,
  isOfThisRelease,
  makePrompt,
  type Prompt,
  type PromptDraft,
  promptDigest,
  promptVersion,
} from "@/lib/engine/llm/prompt";
import { costOf, hostOf, llmSettings } from "@/lib/engine/llm/settings";
import { decisiveCheck } from "@/lib/registry/gates/standing";
import { appendAudit } from "../../govern/append-audit";
import type { Runtime } from "../../service/runtime";
import type { PromptsView } from "../../views";
import { situationNow } from "../check-material";
import { dayOf, requireLlm } from "./ask-llm";

const DAYS_SHOWN = 60;

/** The language model beside the version in use: where it is, what it may use and has used, and the prompt versions. */
export async function viewPrompts(rt: Runtime, auth: Authorized): Promise<PromptsView> {
  const settings = await llmSettings(rt.env);
  const [rows, checks, situation, usage] = [
    await listPrompts(rt.db),
    await listChecks(rt.db),
    await situationNow(rt.db),
    await listUsage(rt.db, DAYS_SHOWN),
  ];
  const mayChange = can(auth.principal.role, "model:promote");
  const today = await usedOn(rt.db, dayOf(rt.clock()));
  return {
    server: settings && {
      host: hostOf(settings.url),
      isLocal: settings.isLocal,
      isPaid: settings.price.asked + settings.price.answered > 0,
      today: { tokens: today.asked + today.answered, cost: costOf(today, settings.price) },
      daily: settings.daily,
    },
    mayChange,
    instructions: DEFAULT_INSTRUCTIONS,
    versions: rows.map((row) => {
      const own = checks.filter((c) => c.version === row.version);
      const decisive = decisiveCheck(row, own, situation);
      const used = usage.filter((u) => u.version === row.version);
      const sum = (of: (u: (typeof used)[number]) => number) => used.reduce((n, u) => n + of(u), 0);
      const tokens = { asked: sum((u) => u.tokensAsked), answered: sum((u) => u.tokensAnswered) };
      const [newest] = own;
      return {
        version: row.version,
        model: row.content.model,
        instructions: row.content.instructions,
        status: row.status,
        createdAt: row.createdAt.toISOString(),
        createdBy: row.createdBy,
        isOfThisRelease: isOfThisRelease(row.content),
        measuring: newest?.status === "queued" || newest?.status === "running",
        checkError: newest?.status === "failed" ? newest.error : null,
        check: decisive && {
          verdict: decisive.verdict ?? "failed",
          findings: decisive.findings ?? [],
          at: (decisive.finishedAt ?? decisive.requestedAt).toISOString(),
        },
        used: {
          requests: sum((u) => u.requests),
          failed: sum((u) => u.failed),
          tokens: tokens.asked + tokens.answered,
          cost: settings ? costOf(tokens, settings.price) : 0,
          seconds: sum((u) => u.requests) > 0 ? sum((u) => u.seconds) / sum((u) => u.requests) : null,
        },
      };
    }),
  };
}

/**
 * Registers what a language model is to be asked, as a version named by its content and signed; the same content again is the same
 * version. It answers nothing until somebody has it measured or starts a shadow of it, and it can never be put into use.
 */
export async function registerPrompt(
  rt: Runtime,
  auth: Authorized,
  draft: PromptDraft,
): Promise<PromptsView> {
  const content = makePrompt(draft);
  const row = { version: promptVersion(content), digest: promptDigest(content), content };
  await rt.db.transaction(async (tx) => {
    const now = rt.clock();
    if (!(await insertPrompt(tx, { ...row, createdAt: now, createdBy: auth.principal.displayName })))
      throw new AppError("conflict", "the same content is registered", {
        userMessage: `This is ${row.version}, word for word: it is registered already.`,
      });
    await appendAudit(
      tx,
      {
        event: "prompt.registered",
        actor: auth.principal,
        subject: { type: "model", id: row.version },
        requestId: auth.requestId,
        detail: { digest: row.digest, model: content.model },
      },
      now,
    );
  });
  return viewPrompts(rt, auth);
}

/** Sets a version aside: it is not measured any more, and a shadow of it ends. */
export async function rejectPrompt(
  rt: Runtime,
  auth: Authorized,
  { version }: { readonly version: string },
): Promise<PromptsView> {
  await rt.db.transaction(async (tx) => {
    if (!(await rejectPromptRow(tx, version)))
      throw new AppError("conflict", "no candidate of this name", {
        userMessage: "It has been set aside already.",
      });
    await appendAudit(
      tx,
      {
        event: "prompt.rejected",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: {},
      },
      rt.clock(),
    );
  });
  return viewPrompts(rt, auth);
}

/** Has a version measured beside the one in use and held against the gates in force, by the job that measures model versions. */
export async function measurePrompt(
  rt: Runtime,
  auth: Authorized,
  { version }: { readonly version: string },
): Promise<PromptsView> {
  await requireLlm(rt);
  const row = await findPrompt(rt.db, version);
  if (row?.status !== "candidate") throw new AppError("not-found", `no prompt version ${version} to measure`);
  await requirePrompt(rt.db, version, row.digest);
  await rt.db.transaction(async (tx) => {
    const champion = await championVersion(tx);
    const check = await insertCheck(tx, {
      id: newId(),
      version,
      digest: row.digest,
      against: champion?.version ?? null,
      source: "check",
      status: "queued",
      requestedBy: auth.principal.displayName,
      requestedAt: rt.clock(),
    });
    if (!check)
      throw new AppError("conflict", "a check is open", {
        userMessage: `${version} is being measured already.`,
      });
    await rt.queue.sendCheckModel(tx, check.id);
    await appendAudit(
      tx,
      {
        event: "model.check-requested",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: { digest: row.digest, against: check.against },
      },
      rt.clock(),
    );
  });
  return viewPrompts(rt, auth);
}

/**
 * The content of a registered version, believed.
 * @throws AppError("artifact-invalid") when its content is not what was registered, it is not signed, or made for another release
 */
export async function requirePrompt(db: DbOrTx, version: string, digest: string): Promise<Prompt> {
  const row = await findPrompt(db, version);
  if (!row) throw new AppError("not-found", `no prompt version ${version}`);
  const why = await whyNotAsked(db, row, digest);
  if (why === null) return row.content;
  throw new AppError("artifact-invalid", `${version} is refused: ${why}`, {
    userMessage: `${version} was refused: ${why}.`,
  });
}

async function whyNotAsked(db: DbOrTx, row: PromptRow, digest: string): Promise<string | null> {
  if (
    row.digest !== digest ||
    promptDigest(row.content) !== digest ||
    promptVersion(row.content) !== row.version
  )
    return "its content is not what was registered";
  if (!isOfThisRelease(row.content))
    return "it was made for the findings of another release; register it anew";
  return whyUnsigned(db, promptStatement(row), row);
}
