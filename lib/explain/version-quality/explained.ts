import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Explanation } from "../explanation";

/** What answers. */
export type Model = Pick<Engine, "predict">;

/** What is put to the test: how a case's answer is explained. Equal seeds give equal explanations. */
export type Explainer = (c: TriageCase, model: Model, seed: number) => Promise<Explanation>;

export type ExplainedCase = { readonly case: TriageCase; readonly explanation: Explanation };

/** Called as each case is done. */
export type Tick = () => void;
