import type { DbOrTx } from "@/db/client";
import {
  answersOf,
  countShadowAnswers,
  countUnanswered,
  endShadow,
  insertShadow,
  listShadows,
  type ShadowRow,
  shadowOn,
} from "@/db/queries/shadow";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { reportShadow } from "@/lib/monitoring/shadow-report";
import { canShadow, SHADOW_ENDS, untilAfter } from "@/lib/registry/shadow";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { ShadowView } from "../views";
import { verifyArtifact } from "./change-model";
import { type Contender, findContender, listContenders } from "./contender";
import { requireLlm } from "./llm/ask-llm";
import { requirePrompt } from "./llm/prompts";

/** The newest answers a report is made from; more say the same and take longer to open. */
const MOST_REPORTED = 5_000;
const MOST_EARLIER = 20;

/** The candidate that answers unseen, or the one asked for of the earlier ones, and what it answered. */
export async function viewShadow(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id?: string | undefined } = {},
): Promise<ShadowView> {
  const rows = await listShadows(rt.db, MOST_EARLIER);
  const on = rows.find((r) => r.endedAt === null) ?? null;
  const shown = id ? rows.find((r) => r.id === id) : (on ?? rows[0]);
  if (id && !shown) throw new AppError("not-found", "no such shadow");
  const mayChange = can(auth.principal.role, "model:promote");
  const candidates = await listContenders(rt.db, rt.env.LLM_URL !== undefined);
  const answers = shown ? await answersOf(rt.db, shown.id, MOST_REPORTED) : [];
  return {
    on: on?.id ?? null,
    canStart: mayChange && on === null,
    canEnd: mayChange && on !== null,
    candidates,
    shown: shown
      ? {
          ...inBrief(shown),
          total: await countShadowAnswers(rt.db, shown.id),
          waiting: shown.endedAt === null ? await countUnanswered(rt.db, shown) : 0,
          error: shown.error,
          calibrated: answers.filter((a) => a.shownByModel !== null && a.calibration !== null).length,
          findings: tallyFindings(answers),
          report: reportShadow(
            answers.map((a) => ({
              id: a.id,
              at: a.at,
              // A level of rules alone is no answer of the version in use.
              shown: a.shownByModel === null ? null : a.shown,
              candidate: a.level,
              decided: a.decided,
              ageYears: a.case?.ageYears ?? null,
              sex: a.case?.sex ?? null,
            })),
          ),
        }
      : null,
    earlier: rows.filter((r) => r.id !== shown?.id).map(inBrief),
  };
}

/** How a language model's findings go with those of the product's reader; null: it is none. */
function tallyFindings(
  answers: readonly {
    findingsBoth: number | null;
    findingsOwn: number | null;
    findingsMissed: number | null;
  }[],
) {
  const told = answers.filter((a) => a.findingsBoth !== null);
  if (told.length === 0) return null;
  const sum = (of: (a: (typeof told)[number]) => number | null) => told.reduce((n, a) => n + (of(a) ?? 0), 0);
  return {
    cases: told.length,
    both: sum((a) => a.findingsBoth),
    own: sum((a) => a.findingsOwn),
    missed: sum((a) => a.findingsMissed),
  };
}

const inBrief = (row: ShadowRow) => ({
  id: row.id,
  version: row.version,
  startedAt: row.startedAt.toISOString(),
  startedBy: row.startedBy,
  until: row.until.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  ended: row.ended && SHADOW_ENDS[row.ended],
});

/**
 * Lets a candidate answer, unseen by the bedside, what the version in use answers from now on.
 * @throws AppError("conflict") when another one does, or it is no candidate; "artifact-invalid" when its files are not its own
 */
export async function startShadow(
  rt: Runtime,
  auth: Authorized,
  { version, days }: { readonly version: string; readonly days: number },
): Promise<ShadowView> {
  await verify(rt, await requireContender(rt.db, version));
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await requireContender(tx, version);
    if (!canShadow(row))
      throw new AppError("conflict", `cannot shadow a version that is ${row.status}`, {
        userMessage: `Version ${version} is ${row.status}; only a candidate answers unseen.`,
      });
    const started = await insertShadow(tx, {
      id: newId(),
      version,
      digest: row.digest,
      startedAt: now,
      startedBy: auth.principal.displayName,
      until: untilAfter(now, days),
    });
    if (!started) {
      const other = await shadowOn(tx);
      throw new AppError("conflict", "another shadow is on", {
        userMessage: `Version ${other?.version ?? "another"} is answering unseen already. End that first.`,
      });
    }
    await appendAudit(
      tx,
      {
        event: "shadow.started",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: { shadow: started.id, digest: row.digest, until: started.until.toISOString() },
      },
      now,
    );
  });
  return viewShadow(rt, auth);
}

async function requireContender(db: DbOrTx, version: string): Promise<Contender> {
  const one = await findContender(db, version);
  if (one) return one;
  throw new AppError("not-found", `no version ${version}`);
}

async function verify(rt: Runtime, { version, digest, model }: Contender): Promise<void> {
  if (model) await verifyArtifact(rt, model);
  else {
    await requireLlm(rt);
    await requirePrompt(rt.db, version, digest);
  }
}

/** A steward ends it; what was answered stays. */
export async function stopShadow(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<ShadowView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const ended = await endShadow(tx, id, {
      endedAt: now,
      ended: "person",
      endedBy: auth.principal.displayName,
    });
    if (!ended) throw new AppError("conflict", "it has ended", { userMessage: "It has ended already." });
    await appendAudit(
      tx,
      {
        event: "shadow.ended",
        actor: auth.principal,
        subject: { type: "model", id: ended.version },
        requestId: auth.requestId,
        detail: { shadow: id, why: "person" },
      },
      now,
    );
  });
  return viewShadow(rt, auth, { id });
}
