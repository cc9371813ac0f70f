import { randomBytes } from "node:crypto";
import type { DbHandle } from "@/db/client";
import { outcomesOf } from "./outcomes";

/**
 * A synthetic installation, made within the database by generate_series: nobody is in it. What is sealed in a real one is opaque text
 * of the size that real rows have (measured on the sandbox's patients), begins with "synthetic" and opens with no key; what became of
 * visits is sealed as it is in a real one, for a page to open.
 */
export type Made = { readonly visits: number; readonly assessments: number };

export type MakeOptions = {
  readonly assessments: number;
  readonly days: number;
  /** Of the EHR a fifth of the visits are of. */
  readonly issuer: string;
  /** Stops between two batches; another run goes on. */
  readonly until?: number;
  readonly onProgress?: (visits: number, of: number) => void;
};

/** Assessments and entries of the audit log a visit has. */
const ASSESSED = 5;
const ENTRIES = 12;
const PEOPLE = 500;
const BATCH = 20_000;

/** Characters of each sealed column. */
const SIZES = {
  case: 627,
  floor: 472,
  basis: 358,
  explanation: 10_672,
  snapshot: 6_141,
  tokens: 1_684,
  refs: 108,
} as const;
const POOL = 400;

type Exec = DbHandle["exec"];

/** Goes on where it was stopped. @returns null where it was stopped before it was done */
export async function makeInstallation(exec: Exec, options: MakeOptions): Promise<Made | null> {
  const visits = Math.ceil(options.assessments / ASSESSED);
  await begin(exec, { ...options, visits });
  for (;;) {
    const { rows } = await exec("select done, first_seq from synthetic.progress");
    const done = Number(rows[0]?.done);
    if (done >= visits || Date.now() > (options.until ?? Number.POSITIVE_INFINITY)) break;
    const upTo = Math.min(visits, done + BATCH);
    await exec(batch(done + 1, upTo, Number(rows[0]?.first_seq)));
    options.onProgress?.(upTo, visits);
  }
  const { rows } = await exec("select done from synthetic.progress");
  return Number(rows[0]?.done) >= visits ? { visits, assessments: visits * ASSESSED } : null;
}

/** Without indexes rows are written in a third of the time. */
async function begin(exec: Exec, { visits, days, issuer }: MakeOptions & { visits: number }): Promise<void> {
  const { rows } = await exec("select to_regclass('synthetic.progress') is not null as there");
  if (rows[0]?.there) return;
  const text = (length: number) =>
    `'${randomBytes(length)
      .toString("base64url")
      .slice(0, length - 10)}'`;
  const pool = Array.from(
    { length: POOL },
    (_, i) => `(${[i, ...Object.values(SIZES).map((n) => `'synthetic.' || ${text(n)}`)].join(", ")})`,
  );
  await exec(`
    create schema synthetic;
    create table synthetic.pool (n int, ${Object.keys(SIZES)
      .map((k) => `"${k}" text`)
      .join(", ")});
    insert into synthetic.pool values ${pool.join(",\n")};
    create table synthetic.secondary as
      select indexdef, schemaname, indexname from pg_indexes i join pg_class c on c.relname = i.indexname
      join pg_index x on x.indexrelid = c.oid
      where schemaname = 'public' and not x.indisprimary and not exists (select 1 from pg_constraint k where k.conindid = c.oid)
        and tablename in (${BULK.map((t) => `'${t}'`).join(", ")});
    create function synthetic.id(kind text, n bigint) returns uuid language sql immutable parallel safe as
      $$ select md5('synthetic ' || kind || n)::uuid $$;
    create function synthetic.hash(kind text, n bigint) returns text language sql immutable parallel safe as
      $$ select md5(kind || n) || md5(n || kind) $$;
    create table synthetic.progress (done bigint, first_seq bigint, began timestamptz, step interval, issuer text);
    insert into synthetic.progress select 0, coalesce((select max(seq) from audit_event), 0),
      now() - interval '${days} days', interval '${days} days' / ${visits}, '${issuer}';
    do $$ declare i record; begin
      for i in select * from synthetic.secondary loop execute format('drop index %I.%I', i.schemaname, i.indexname); end loop;
    end $$;
    ${WIDE.map((c) => `alter table ${c.replace(".", ' alter column "')}" set storage external;`).join(" ")}
    ${PEOPLE_SQL}
  `);
}

const BULK = [
  "encounter",
  "encounter_snapshot",
  "assessment",
  "decision",
  "write_back",
  "label",
  "decided_case",
  "second_reading",
  "visit_follow_up",
  "visit_outcome",
  "lead_review",
  "device_reading",
  "audit_event",
  "ehr_grant",
];

/** Opaque text does not get smaller: trying is left out while these are made. */
const WIDE = ["assessment.explanation", "encounter_snapshot.context", "ehr_grant.tokens"];

const PEOPLE_SQL = `
  insert into app_user (id, issuer, subject, display_name, role, created_at)
    select synthetic.id('person', n), issuer, 'synthetic-' || n, 'Synthetic person ' || n, 'clinician', began
    from synthetic.progress, generate_series(0, ${PEOPLE - 1}) n;
  insert into session (id, user_id, created_at, last_seen_at, revoked_at)
    select synthetic.id('session', n), synthetic.id('person', n), began, began, began
    from synthetic.progress, generate_series(0, ${PEOPLE - 1}) n;
  insert into device (id, issuer, code, name, registered_by, registered_by_name, registered_at)
    select synthetic.id('device', 1), issuer, 'SYN1', 'Synthetic monitor', synthetic.id('person', 0), 'Synthetic person 0', began
    from synthetic.progress;
  insert into device_check_out (id, device_id, encounter_id, checked_out_at, checked_out_by, checked_out_by_name, checked_in_at)
    select synthetic.id('check-out', 1), synthetic.id('device', 1), synthetic.id('visit', 1), began, synthetic.id('person', 0), 'Synthetic person 0', began
    from synthetic.progress where false;
`;

const PROBABILITIES = `jsonb_build_array(0.031250, 0.187500, 0.437500, 0.281250, 0.062500)`;
const EXPOSURE = `jsonb_build_object('seenMs', 4000 + n % 9000, 'reasons', n % 3 = 0, 'lookTwice', false, 'tried', '[]'::jsonb)`;

/** One transaction, as several statements at once are: visits `from` to `to`, and all that hangs on them. Foreign keys are not checked and no trigger fires. */
const batch = (from: number, to: number, firstSeq: number): string => `
  set local session_replication_role = replica;
  set local synchronous_commit = off;
  create temp table v on commit drop as
    select n, began + n * step as at, synthetic.id('visit', n) as id, synthetic.id('assessment', n * ${ASSESSED}) as answer,
      synthetic.id('decision', n) as decided, synthetic.id('grant', n) as launched, synthetic.id('person', n % ${PEOPLE}) as person,
      case when n % 5 = 0 then issuer else 'https://synthetic-' || n % 5 || '.invalid/fhir' end as ehr,
      1 + (n % 7) % 5 as shown, case when n % 9 = 0 then 1 + ((n % 7) + 1) % 5 else 1 + (n % 7) % 5 end as level, p.*
    from synthetic.progress, generate_series(${from}::bigint, ${to}::bigint) g(n) join synthetic.pool p(i, c, f, b, e, s, t, r) on p.i = n % ${POOL};
  insert into encounter (id, issuer, encounter_key, patient_key, refs, first_seen_at, last_seen_at, active)
    select id, ehr, synthetic.hash('visit', n), synthetic.hash('patient', n % (n / 2 + 1)), r, at, at + interval '4 hours',
      at > now() - interval '6 hours' and n % 5 <> 0 from v;
  insert into encounter_snapshot (encounter_id, version, context, fetched_at) select id, md5(n::text), s, at + interval '3 hours' from v;
  insert into assessment (id, encounter_id, context_version, case_hash, "case", basis, missing, model_name, model_version,
      artifact_digest, engine, device, precision, policy, shown_level, model_level, floor, probabilities, expected_severity,
      prediction_set, critical_risk, explanation, created_at)
    select synthetic.id('assessment', n * ${ASSESSED} + k), id, md5(n || 'c'), synthetic.hash('case', n * ${ASSESSED} + k), c, b, '[]',
      'synthetic', 'synthetic-' || n / 200000, repeat('d', 64), 'onnx', 'cpu', 'int8', 'balanced', shown, shown, f,
      ${PROBABILITIES}, 3.1, '[3,4]', 0.12, case when k = 0 then e end, at + k * interval '20 minutes'
    from v, generate_series(0, ${ASSESSED - 1}) k;
  insert into ehr_grant (id, session_id, issuer, context, patient_key, tokens, created_at, revoked_at)
    select launched, synthetic.id('session', n % ${PEOPLE}), ehr, r, synthetic.hash('patient', n % (n / 2 + 1)), t, at, at + interval '1 day' from v;
  insert into decision (id, request_id, encounter_id, assessment_id, kind, level, shown_level, reason, decided_by, decided_by_role,
      decided_at, model_version, exposure, not_label, grant_id)
    select decided, synthetic.id('request', n), id, answer, case when level = shown then 'accept' else 'override' end, level, shown,
      case when level = shown then null else 'looks-sicker' end, person, 'clinician', at + interval '9 minutes',
      'synthetic-' || n / 200000, ${EXPOSURE}, case when n % 10 < 3 then 'superseded' end, launched from v;
  insert into write_back (decision_id, state, attempts, last_attempt_at, written_at, refs)
    select decided, case when n % 50000 = 7 then 'failed' else 'written' end, 1, at + interval '10 minutes', at + interval '10 minutes', r from v;
  insert into label (id, decision_id, "case", level, source, assessed_level, model_version, exposure, weight, held_out, created_at)
    select synthetic.id('label', n), decided, c, level, case when level = shown then 'accept' else 'override' end, shown,
      'synthetic-' || n / 200000, ${EXPOSURE}, 1, n % 5 = 0, at + interval '9 minutes' from v where n % 10 >= 3;
  insert into decided_case (decision_id, encounter_id, "case", level, model_level, model_version, decided_at)
    select decided, id, c, level, shown, 'synthetic-' || n / 200000, at + interval '9 minutes' from v where n % 10 >= 2;
  insert into second_reading (id, decision_id, encounter_id, why, "case", asked_at, read_by, read_at, level)
    select synthetic.id('reading', n), decided, id, 'sample', c, at + interval '9 minutes', synthetic.id('person', (n + 1) % ${PEOPLE}),
      at + interval '1 day', level from v where n % 40 = 1;
  insert into visit_follow_up (encounter_id, state, arrived_at, next_at, read_at, closed_at, created_at)
    select id, case when at > now() - interval '30 days' then 'open' else 'complete' end, at,
      case when at > now() - interval '30 days' then at + interval '31 days' end, at + interval '4 days',
      case when at <= now() - interval '30 days' then at + interval '30 days' end, at + interval '10 minutes' from v;
  insert into lead_review (decision_id, encounter_id, asked_at, answered_by, answered_at, verdict)
    select decided, id, at + interval '9 minutes', synthetic.id('person', 1), at + interval '2 hours', 'agree' from v where n % 30 = 3;
  insert into device_reading (id, check_out_id, encounter_id, kind, "values", measured_at, state, next_at, created_at, ended_at)
    select synthetic.id('measured', n * 4 + k), synthetic.id('check-out', 1), id, 'heartRate', r, at + k * interval '5 minutes', 'written',
      at, at + k * interval '5 minutes', at + k * interval '6 minutes' from v, generate_series(0, 3) k where n % 5 = 2;
  insert into audit_event (seq, at, actor_id, actor_name, role, event, subject_type, subject_id, request_id, detail, prev_hash, hash, key_id, anchor, digests)
    select ${firstSeq} + (n - 1) * ${ENTRIES} + k, at + k * interval '1 minute', person, 'Synthetic person ' || n % ${PEOPLE}, 'clinician',
      ${entry("launch.started|session.started|board.viewed|encounter.viewed|assessment.created|assessment.created|assessment.created|assessment.explained|decision.recorded|label.created|writeback.written|encounter.viewed")},
      nullif(${entry("session|session||encounter|assessment|assessment|assessment|assessment|decision|label|decision|encounter")}, ''),
      case when k in (4, 12) then id when k in (5, 6, 7) then synthetic.id('assessment', n * ${ASSESSED} + k - 5) when k = 8 then answer
        when k in (9, 11) then decided end::text,
      synthetic.id('request', n * ${ENTRIES} + k)::text,
      jsonb_build_object('synthetic', true, 'modelVersion', '1.0.0', 'policy', 'balanced', 'level', level, 'encounter', id),
      synthetic.hash('entry', n * ${ENTRIES} + k - 1), synthetic.hash('entry', n * ${ENTRIES} + k), (select max(id) from audit_key), null,
      case when k in (5, 6, 7) then jsonb_build_object('assessment:' || synthetic.id('assessment', n * ${ASSESSED} + k - 5), md5(n::text))
        when k = 8 then jsonb_build_object('explanation:' || answer, md5(n::text))
        when k = 9 then jsonb_build_object('decision:' || decided, md5(n::text)) end
    from v, generate_series(1, ${ENTRIES}) k;
  ${outcomesOf(from, to)}
  update synthetic.progress set done = ${to};
`;

/** The k-th of words. */
const entry = (words: string): string => `(string_to_array('${words}', '|'))[k]`;

export type IndexBuilt = { readonly name: string; readonly seconds: number };

/** Puts the indexes back, one after another. */
export async function buildIndexes(exec: Exec): Promise<IndexBuilt[]> {
  const { rows } = await exec(`select s.indexdef, s.indexname from synthetic.secondary s
    where not exists (select 1 from pg_indexes i where i.schemaname = 'public' and i.indexname = s.indexname)`);
  await exec(
    WIDE.map((c) => `alter table ${c.replace(".", ' alter column "')}" set storage extended;`).join(" "),
  );
  const built: IndexBuilt[] = [];
  for (const { indexdef, indexname } of rows) {
    const began = performance.now();
    await exec(`set local maintenance_work_mem = '1GB'; ${String(indexdef)};`);
    built.push({ name: String(indexname), seconds: (performance.now() - began) / 1000 });
  }
  return built;
}
