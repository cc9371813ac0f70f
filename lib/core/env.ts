import { z } from "zod";
import { isLoopback } from "./address";
import { parseKeyRing } from "./crypto";
import { AppError } from "./errors";

/**
 * Every setting, once. `.env.example` is generated from the descriptions here, so the two cannot drift apart.
 * Embedded mode (no DATABASE_URL) is the newcomer's: its secrets are generated into the data folder by `npm start` and
 * its EHR is the sandbox. Production mode refuses defaults, plain-HTTP issuers and an empty issuer allow-list.
 */
const flag = z
  .enum(["true", "false", "1", "0"], { error: "expected true or false" })
  .transform((v) => v === "true" || v === "1");
const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number({ error: `expected a whole number from ${min} to ${max}` })
    .int({ error: `expected a whole number from ${min} to ${max}` })
    .min(min, { error: `expected a whole number from ${min} to ${max}` })
    .max(max, { error: `expected a whole number from ${min} to ${max}` });

/** Where traces and figures may be sent: they carry no PHI, but how the department works is nobody else's to read. */
function isReceiver(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === "https:" || isLoopback(address);
}
/** Readings and the gateway's password travel on it. */
function isBroker(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === "mqtts:" || (url.protocol === "mqtt:" && isLoopback(address));
}
/** Patients' numbers and word pieces travel to it. */
function isEngineServer(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  if (url.protocol === "https:" || url.protocol === "grpcs:") return url.hostname !== "";
  return isLoopback(address.replace(/^grpc:/, "http:"));
}
/** De-identified cases travel to it, or whole ones where it is the hospital's own. */
function isLlmServer(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === "https:" || isLoopback(address);
}
const price = z.coerce
  .number({ error: "expected a number from 0 to 1000" })
  .min(0, { error: "expected a number from 0 to 1000" })
  .max(1_000, { error: "expected a number from 0 to 1000" });
/** Kinds of work in the queue, by the names they have there. */
export const WORK_QUEUES = [
  "write-back",
  "retrain",
  "embed-cases",
  "follow-outcomes",
  "consider-retraining",
  "guard-canary",
  "explain-model",
  "check-model",
  "measure-fairness",
] as const;
export type WorkQueueName = (typeof WORK_QUEUES)[number];
const QUEUE_WORDS = WORK_QUEUES.flatMap((name) => [name, `!${name}` as const]);
/** What is named, or everything but what is named with "!": a kind of work that comes later is then somebody's. */
function queuesNamed(words: readonly (typeof QUEUE_WORDS)[number][]): readonly WorkQueueName[] {
  const not = words.filter((w) => w.startsWith("!"));
  return WORK_QUEUES.filter((name) => (not.length > 0 ? !not.includes(`!${name}`) : words.includes(name)));
}
const HEADERS = /^[A-Za-z0-9-]+=[^,=\s]+(,[A-Za-z0-9-]+=[^,=\s]+)*$/;

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, { error: "expected postgres://user:password@host:5432/database" });

export const envSchema = z.object({
  DATABASE_URL: postgresUrl
    .optional()
    .describe("PostgreSQL to use. Empty: the embedded database in DATA_DIR, for evaluation only."),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe(
      "The same database without the pooler, where DATABASE_URL leads through one that hands out connections by transaction (pgbouncer). Migrations and what listens use it.",
    ),
  DATABASE_CONNECTIONS: wholeNumber(2, 100)
    .default(10)
    .describe(
      "Connections each process may open for the tables; the work queue has up to 4 more, and what listens 2.",
    ),
  DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .describe("Where the embedded database, trained versions and run checkpoints live."),
  AUDIT_ANCHOR_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where the audit log's newest hash is noted outside the database, best on another machine's storage. Empty: audit-anchors.jsonl in DATA_DIR.",
    ),
  SITES_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      "JSON file that names the sites of a hospital network, each with its own database, keys and processes (docs/sites.md). Empty: one site, by the settings here. Needs PostgreSQL.",
    ),
  SITE_ID: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Which site of SITES_FILE a process is for, where each has processes of its own (Kubernetes). Empty: npm start and npm run worker run all of them, other commands ask for --site.",
    ),
  APP_ORIGIN: z
    .url({ protocol: /^https?$/, error: "expected a URL such as https://triage.hospital.example" })
    .default("http://localhost:3000")
    .describe(
      "The address clinicians' browsers use; the SMART redirect URI is APP_ORIGIN/api/smart/callback.",
    ),
  PORT: wholeNumber(1, 65_535).default(3000).describe("Port the app listens on."),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .describe(
      "Reverse proxies whose X-Forwarded-For is believed: addresses or networks, comma separated. Empty: nobody's, and all clients behind a proxy share one client's limits until they have signed in.",
    ),
  NEXTAUTH_SECRET: z
    .string()
    .min(32, { error: "expected at least 32 random characters (openssl rand -base64 48)" })
    .describe("Signs the session cookie."),
  DATA_KEYS: z
    .string()
    .regex(/^[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43}=(,[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43}=)*$/, {
      error: "expected id:base64 of 32 bytes, comma separated, newest first (openssl rand -base64 32)",
    })
    .describe(
      "Keys that encrypt PHI and EHR tokens at rest. Rotate: put a new key first, restart, npm run keys:rotate, then take the old one out.",
    ),
  SMART_ISSUERS: z
    .string()
    .default("[]")
    .describe(
      'EHRs that may launch the app: JSON [{"name","issuer" (FHIR base URL),"clientId","clientSecret"?}].',
    ),
  EHR_SITE_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      "JSON file with what is peculiar to each EHR: its own codes, units, kinds of visit, places and lists of waiting patients, time zone (docs/connect-your-ehr.md). Empty: nothing is.",
    ),
  BOOTSTRAP_ADMINS: z
    .string()
    .default("")
    .describe(
      "Who is admin before anybody is: issuer|subject pairs, comma separated. Further roles are given in the console.",
    ),
  NETWORK_DATABASE_URL: postgresUrl
    .optional()
    .describe(
      "Set for each site of SITES_FILE: the database in which the sites of a network tell how they are, in figures. Empty: nothing is told.",
    ),
  NETWORK_READER_URL: postgresUrl
    .optional()
    .describe("Set for a site of SITES_FILE at which somebody reads those figures. Empty: nobody does here."),
  NETWORK_READERS: z
    .string()
    .default("")
    .describe("Set for each site of SITES_FILE: who reads them, as issuer|subject pairs, comma separated."),
  METRICS_TOKEN: z
    .string()
    .min(16, { error: "expected at least 16 characters" })
    .optional()
    .describe("Bearer token for /api/metrics. Empty: the route answers 404."),
  ALERTS_TOKEN: z
    .string()
    .min(16, { error: "expected at least 16 characters" })
    .optional()
    .describe(
      "Bearer token for /api/hooks/alerts, where Alertmanager opens incidents. Empty: the route answers 404.",
    ),
  WORKER_METRICS_PORT: wholeNumber(1, 65_535)
    .optional()
    .describe(
      "Port where a separate worker or gateway shows its own figures at /api/metrics, for METRICS_TOKEN too, and answers /api/health/live and /api/health/ready. Empty: it listens nowhere.",
    ),
  WORKER_METRICS_HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("Address WORKER_METRICS_PORT is opened on. In a container: 0.0.0.0, behind a network policy."),
  MODEL_DIR: z
    .string()
    .min(1)
    .default("models/openacuity-triage")
    .describe("The model artifact the first start registers."),
  ENGINE: z
    .enum(["auto", "onnx", "tfjs", "remote"], { error: "expected auto, onnx, tfjs or remote" })
    .default("auto")
    .describe(
      "Which runtime serves the model; remote: the server at REMOTE_ENGINE_URL, with the engines of this process as stand-ins.",
    ),
  REMOTE_ENGINE_URL: z
    .string()
    .refine(isEngineServer, {
      error:
        "expected https://host:port or grpcs://host:port (http:// or grpc:// on this machine), without a name, password or query",
    })
    .optional()
    .describe(
      "Server of the Open Inference Protocol (Triton, KServe, MLServer) that holds the same model.onnx; for ENGINE=remote.",
    ),
  REMOTE_ENGINE_MODEL: z
    .string()
    .regex(/^[\w.-]+$/, { error: "expected letters, digits, dots, dashes and underscores" })
    .default("openacuity-triage")
    .describe("What the model is called on that server."),
  REMOTE_ENGINE_VERSION: z
    .string()
    .regex(/^[\w.-]+$/, { error: "expected letters, digits, dots, dashes and underscores" })
    .optional()
    .describe("Which of its versions there is asked. Empty: the server chooses."),
  REMOTE_ENGINE_TOKEN: z.string().min(1).optional().describe("Bearer token for that server. Empty: none."),
  REMOTE_ENGINE_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authority that signed that server's certificate. Empty: the public ones."),
  REMOTE_ENGINE_TIMEOUT_MS: wholeNumber(50, 60_000)
    .default(2_000)
    .describe("Longest wait for one answer of that server; then the model answers in this process."),
  REMOTE_ENGINE_MAX_BATCH: wholeNumber(1, 4_096)
    .default(256)
    .describe("Most cases in one request to that server: what it takes at most."),
  LLM_URL: z
    .string()
    .refine(isLlmServer, {
      error: "expected https://host/v1 (http:// on this machine), without a name, password or query",
    })
    .optional()
    .describe(
      "OpenAI-compatible server (vLLM, llama.cpp, Ollama) whose language model may answer unseen beside the version in use (console, Shadow), as https://host/v1. Never asked for the bedside. Empty: none.",
    ),
  LLM_TOKEN: z.string().min(1).optional().describe("Bearer token for that server. Empty: none."),
  LLM_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authority that signed that server's certificate. Empty: the public ones."),
  LLM_IS_LOCAL: flag
    .default(false)
    .describe(
      "Whether that server is the hospital's own and may be sent texts as they were written. Otherwise names, dates, places and numbers are taken out first (docs/de-identification.md).",
    ),
  LLM_TIMEOUT_MS: wholeNumber(1_000, 600_000)
    .default(60_000)
    .describe("Longest wait for one answer of that server."),
  LLM_AT_ONCE: wholeNumber(1, 64).default(4).describe("Requests to that server under way at once."),
  LLM_PRICE_PER_1K_ASKED: price
    .default(0)
    .describe("Price of a thousand tokens sent to it, in your own money: for the costs the console shows."),
  LLM_PRICE_PER_1K_ANSWERED: price.default(0).describe("Price of a thousand tokens it answers with."),
  LLM_TOKENS_PER_DAY: wholeNumber(1_000, 1_000_000_000)
    .default(1_000_000)
    .describe("Tokens it may use in a day (UTC), both ways together; then it is not asked until the next."),
  LLM_COST_PER_DAY: z.coerce
    .number({ error: "expected a number" })
    .positive({ error: "expected a number above 0" })
    .optional()
    .describe("The same in money, at those prices. Empty: only the tokens count."),
  RETRAIN_AFTER: wholeNumber(10, 100_000)
    .default(50)
    .describe("New labels that start a retraining run, until the console says otherwise (Retraining runs)."),
  RETRAIN_TUNING: z
    .string()
    .regex(/^(full|last-layers:([0-9]|[1-3][0-9]|4[0-8])|lora(:[1-9][0-9]?)?)$/, {
      error: "expected full, last-layers:COUNT, lora or lora:RANK",
    })
    .default("full")
    .describe(
      "How much of the model a retraining run changes: full, last-layers:COUNT, or lora:RANK (low-rank adapters, merged afterwards).",
    ),
  SECOND_READING_PERCENT: wholeNumber(0, 100)
    .default(5)
    .describe(
      "Share of the decisions, in percent, that a lead reads a second time without seeing the answer, beside all that are two levels from the suggestion.",
    ),
  UNDO_SECONDS: wholeNumber(0, 60)
    .default(10)
    .describe(
      "Seconds in which a clinician can take a decision back; it goes to the EHR after them. 0: decisions go at once, and can only be changed.",
    ),
  RETENTION_DAYS: wholeNumber(7, 36_500)
    .default(365)
    .describe(
      "Patient data nobody was shown or decided on for so many days is removed for good; the audit log and de-identified labels stay.",
    ),
  RUN_WORKER: flag
    .default(true)
    .describe(
      "Whether the app process also consumes the work queue. Turn off when separate workers run (PostgreSQL only).",
    ),
  WORKER_QUEUES: z
    .string()
    .transform((text) => text.split(",").map((name) => name.trim()))
    .pipe(z.array(z.enum(QUEUE_WORDS, { error: `expected names out of ${WORK_QUEUES.join(", ")}` })))
    .transform(queuesNamed)
    .optional()
    .describe(
      `Kinds of work this process does, comma separated: ${WORK_QUEUES.join(", ")}. With ! before each: all but these. Empty: all. Every kind must be done by somebody.`,
    ),
  TWO_ROLES: flag
    .optional()
    .describe(
      "Whether one person may hold two roles and change over between them. Empty: in the evaluation mode only. Rules that need two people still need two.",
    ),
  SESSION_IDLE_MINUTES: wholeNumber(1, 480)
    .default(30)
    .describe("Minutes without a person's act (key, click, scroll) after which a session ends."),
  SESSIONS_PER_PERSON: wholeNumber(1, 50)
    .default(5)
    .describe(
      "Sessions one person may have at a time; a launch beyond it signs out the workstation used least.",
    ),
  DEFAULT_LOCALE: z
    .enum(["en", "es"])
    .optional()
    .describe(
      "Language of the bedside for whoever has not chosen one (en or es). Without it: what the browser asks for, else English. The console is in English.",
    ),
  TEMPERATURE_UNIT: z
    .enum(["C", "F"])
    .default("C")
    .describe(
      "What the site reads temperatures in (C or F). F: values are shown in °F, sentences name both, and quick triage asks for °F first.",
    ),
  BOARD_REFRESH_SECONDS: wholeNumber(2, 600)
    .default(15)
    .describe("How often the board asks the EHR for news."),
  EHR_TIMEOUT_MS: wholeNumber(500, 120_000).default(8_000).describe("Longest wait for one EHR answer."),
  SNAPSHOT_ACCESS_MINUTES: wholeNumber(5, 1_440)
    .default(120)
    .describe(
      "While the EHR is away, stored records are shown only to those to whom it showed them within so many minutes.",
    ),
  MQTT_URL: z
    .string()
    .refine(isBroker, {
      error: "expected mqtts://host:port, or mqtt:// on this machine, without a name or password",
    })
    .optional()
    .describe(
      "Broker that monitors and wearables send to (docs/devices.md), for npm run gateway; in the embedded mode the app listens itself. Empty: nothing listens.",
    ),
  MQTT_USERNAME: z.string().min(1).optional().describe("Name the gateway signs in to the broker with."),
  MQTT_PASSWORD: z.string().min(1).optional().describe("Password of that name."),
  MQTT_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authority that signed the broker's certificate. Empty: the public ones."),
  DEVICE_WRITE_SECONDS: wholeNumber(10, 3_600)
    .default(60)
    .describe(
      "Of each vital sign of a patient one reading by devices is written to the EHR in so many seconds, and more only where it changes clinically.",
    ),
  DEVICE_LATE_MINUTES: wholeNumber(1, 1_440)
    .default(15)
    .describe("A device's reading that was measured longer ago when it arrives is refused."),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(isReceiver, {
      error: "expected https://…, or http:// on this machine, without a name, password or query",
    })
    .optional()
    .describe(
      "OpenTelemetry receiver (OTLP over HTTP) that traces are sent to, at /v1/traces there. Empty: nothing is traced.",
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(HEADERS, { error: "expected name=value, comma separated, values percent-encoded" })
    .optional()
    .describe("Headers for that receiver, such as authorization=Bearer%20…: name=value, comma separated."),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: "expected a number from 0 to 1" })
    .min(0, { error: "expected a number from 0 to 1" })
    .max(1, { error: "expected a number from 0 to 1" })
    .default(1)
    .describe("Share of the traces that is kept, from 0 to 1. A launch is kept whole or not at all."),
  EHR_TRACE_HEADER: flag
    .default(false)
    .describe(
      "Whether the EHR is told the trace a request of ours belongs to (traceparent): only where the hospital traces its EHR too.",
    ),
  MLFLOW_TRACKING_URI: z
    .string()
    .refine(isReceiver, {
      error: "expected https://…, or http:// on this machine, without a name, password or query",
    })
    .transform((address) => address.replace(/\/+$/, ""))
    .optional()
    .describe(
      "MLflow server that retraining runs and model versions are shown on as well: figures and files, no cases. Empty: none.",
    ),
  MLFLOW_TRACKING_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe("Bearer token for that server. Empty: name and password, or none."),
  MLFLOW_TRACKING_USERNAME: z.string().min(1).optional().describe("Name for that server (HTTP Basic)."),
  MLFLOW_TRACKING_PASSWORD: z.string().min(1).optional().describe("Password for that server (HTTP Basic)."),
  MODEL_STORE_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "expected the name of a bucket" })
    .optional()
    .describe(
      "Bucket (S3 or what speaks its protocol) in which model versions are kept besides DATA_DIR, and fetched from where they are missing. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the machine's role. Empty: DATA_DIR alone.",
    ),
  MODEL_STORE_S3_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: "expected names divided by slashes" })
    .default("openacuity")
    .describe("Folder in that bucket."),
  MODEL_STORE_S3_REGION: z.string().min(1).default("us-east-1").describe("Region of that bucket."),
  MODEL_STORE_S3_ENDPOINT: z
    .string()
    .refine(isReceiver, {
      error: "expected https://…, or http:// on this machine, without a name, password or query",
    })
    .optional()
    .describe("Address of a server of one's own (MinIO, Ceph, Garage). Empty: Amazon's."),
  MODEL_STORE_S3_PATH_STYLE: flag
    .default(false)
    .describe(
      "Whether the bucket stands in the path instead of the host name, as most servers of one's own want it.",
    ),
  BACKUP_PASSPHRASE: z
    .string()
    .min(16, { error: "expected at least 16 characters" })
    .optional()
    .describe("Encrypts the files of npm run backup. Keep it where the backups are not, beside DATA_KEYS."),
  BACKUP_RECIPIENT: z
    .string()
    .regex(/^age1[a-z0-9]+$/, { error: "expected a public key of age (age1…)" })
    .optional()
    .describe(
      "Public key (age-keygen) that encrypts backups instead of a passphrase: then this machine cannot read them.",
    ),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error"], {
      error: "expected trace, debug, info, warn or error",
    })
    .default("info")
    .describe("Least severe log line written."),
  SANDBOX: flag.default(false).describe("Set by npm start in embedded mode; refused in production."),
});

export type Env = z.infer<typeof envSchema> & { readonly mode: "embedded" | "production" };

/** What stands in documentation and examples in the place of a secret: acceptable nowhere, not even for an evaluation. */
const PLACEHOLDERS = [/change[-_ ]?me/i, /replace[-_ ]?(me|this)/i, /your[-_ ]?(secret|key|token)/i];
/** Guessable; never acceptable where patients are. */
const KNOWN_DEFAULTS = [/^secret/i, /example/i, /^(.{1,8})\1+$/];
/** A random key of 32 bytes has about 30 different ones. */
const FEWEST_BYTES = 12;

/** @throws AppError("config-invalid") naming each wrong setting and what is expected; never echoes a value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, v]) => v !== undefined && v !== ""));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = issue.path.join(".");
      return given[name] === undefined
        ? `${name} is missing: ${expectationOf(name)}`
        : `${name}: ${issue.message}`;
    });
    throw new AppError("config-invalid", `Settings are not valid:\n  ${lines.join("\n  ")}`);
  }
  // Every command settles first which site it is for, and then hands on that one's settings alone.
  if (parsed.data.SITES_FILE)
    throw new AppError(
      "config-invalid",
      "SITES_FILE is set: say which site this is for (SITE_ID, or --site ID)",
    );
  const env: Env = { ...parsed.data, mode: parsed.data.DATABASE_URL ? "production" : "embedded" };
  refusePlaceholders(given);
  parseKeyRing(env.DATA_KEYS);
  if (env.ENGINE === "remote" && !env.REMOTE_ENGINE_URL)
    throw new AppError(
      "config-invalid",
      "Settings are not valid:\n  REMOTE_ENGINE_URL is missing: ENGINE=remote needs to know where the engine is",
    );
  if (env.mode === "production") refuseUnsafeProduction(env);
  return env;
}

function expectationOf(name: string): string {
  return envSchema.shape[name as keyof typeof envSchema.shape]?.description ?? "required";
}

/** Settings that are secret as a whole or hold one. */
export const SECRETS = [
  "NEXTAUTH_SECRET",
  "DATA_KEYS",
  "METRICS_TOKEN",
  "ALERTS_TOKEN",
  "BACKUP_PASSPHRASE",
  "SMART_ISSUERS",
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "NETWORK_DATABASE_URL",
  "NETWORK_READER_URL",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "MLFLOW_TRACKING_TOKEN",
  "MLFLOW_TRACKING_PASSWORD",
  "MQTT_PASSWORD",
  "REMOTE_ENGINE_TOKEN",
  "LLM_TOKEN",
] as const;

function refusePlaceholders(given: Record<string, string | undefined>): void {
  const wrong = SECRETS.filter((name) => PLACEHOLDERS.some((p) => p.test(given[name] ?? "")));
  if (wrong.length === 0) return;
  const lines = wrong.map(
    (name) => `${name}: still holds a placeholder; put a secret of your own in its place`,
  );
  throw new AppError("config-invalid", `Settings are not valid:\n  ${lines.join("\n  ")}`);
}

function refuseUnsafeProduction(env: Env): void {
  const wrong: string[] = [];
  for (const { id, key } of parseKeyRing(env.DATA_KEYS).keys)
    if (new Set(key).size < FEWEST_BYTES)
      wrong.push(`DATA_KEYS: the key "${id}" is not random; make one with openssl rand -base64 32`);
  for (const name of ["METRICS_TOKEN", "ALERTS_TOKEN"] as const)
    if (KNOWN_DEFAULTS.some((p) => p.test(env[name] ?? "")))
      wrong.push(`${name}: a default value is not accepted in production`);
  if (env.SANDBOX)
    wrong.push("SANDBOX: the sandbox EHR lets anybody in and is not accepted together with DATABASE_URL");
  if (KNOWN_DEFAULTS.some((p) => p.test(env.NEXTAUTH_SECRET)))
    wrong.push("NEXTAUTH_SECRET: a default value is not accepted in production");
  const issuers = readIssuerUrls(env.SMART_ISSUERS);
  if (issuers === null) wrong.push('SMART_ISSUERS: expected JSON [{"name","issuer","clientId"}]');
  else if (issuers.length === 0)
    wrong.push("SMART_ISSUERS: name at least one EHR; an empty allow-list lets nobody in");
  else if (issuers.some((i) => !i.startsWith("https://")))
    wrong.push("SMART_ISSUERS: every issuer must use https in production");
  if (!env.APP_ORIGIN.startsWith("https://")) wrong.push("APP_ORIGIN: must use https in production");
  if (wrong.length > 0)
    throw new AppError("config-invalid", `Settings are not valid:\n  ${wrong.join("\n  ")}`);
}

function readIssuerUrls(json: string): string[] | null {
  try {
    const list: unknown = JSON.parse(json);
    if (!Array.isArray(list)) return null;
    return list.map((entry) => String((entry as { issuer?: unknown }).issuer ?? ""));
  } catch {
    return null;
  }
}
