// Makes what is secret for compose.yaml, once: passwords, keys and tokens, each into a volume of those who need it, readable by them
// alone. Run again it makes what is missing and changes nothing that is there: the keys in it open what the database holds.
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, renameSync, statSync, writeFileSync } from "node:fs";

const OURS = 65532;
const POSTGRES = 999;
const PROMETHEUS = 65534;
const root = process.env.SETUP_ROOT ?? "";
const secret = (bytes) => randomBytes(bytes).toString("base64url");

for (const name of ["data", "sandbox", "tls", "trust"]) {
  const folder = `${root}/made/${name}`;
  // Once: given away, it is not ours to change any more.
  if (statSync(folder).uid === OURS) continue;
  chmodSync(folder, 0o700);
  chownSync(folder, OURS, OURS);
}

/** Whole or not at all: a start that is cut off leaves no half of a secret. */
function put(file, owner, content) {
  if (existsSync(`${root}${file}`)) return false;
  const partial = `${root}${file}.partial`;
  writeFileSync(partial, content, { mode: 0o400 });
  chownSync(partial, owner, owner);
  renameSync(partial, `${root}${file}`);
  return true;
}

const done = `${root}/secrets/complete`;
if (existsSync(done)) {
  console.log("The secrets are there.");
} else {
  // Made together, or the two sides of a password would differ: what an earlier start left unfinished is made anew.
  const all = [
    "/secrets/app.env",
    "/secrets/owner.env",
    "/secrets/sandbox.env",
    "/database-secrets/password",
    "/database-secrets/10-app-role.sql",
    "/metrics-token/token",
  ];
  const begun = all.filter((file) => existsSync(`${root}${file}`));
  if (begun.length > 0) {
    console.error(
      `An earlier start was cut off after ${begun.length} of ${all.length} secrets. Nothing uses them yet: remove the volumes (docker compose down --volumes) and start again.`,
    );
    process.exit(1);
  }
  const [owner, app, client, metrics] = [secret(24), secret(24), secret(32), secret(32)];
  const issuer = "https://localhost:8444/fhir/r4";
  const issuers = [
    { name: "Sandbox EHR", issuer, clientId: "openacuity-confidential", clientSecret: client },
  ];
  put("/database-secrets/password", POSTGRES, owner);
  put("/database-secrets/10-app-role.sql", POSTGRES, `create role app login password '${app}';\n`);
  put("/metrics-token/token", PROMETHEUS, metrics);
  put("/secrets/owner.env", OURS, `DATABASE_URL=postgres://openacuity:${owner}@database:5432/openacuity\n`);
  put("/secrets/sandbox.env", OURS, `SANDBOX_CLIENT_SECRET=${client}\n`);
  put(
    "/secrets/app.env",
    OURS,
    [
      `DATABASE_URL=postgres://app:${app}@database:5432/openacuity`,
      `NEXTAUTH_SECRET=${secret(48)}`,
      `DATA_KEYS=k1:${randomBytes(32).toString("base64")}`,
      `METRICS_TOKEN=${metrics}`,
      `BOOTSTRAP_ADMINS=${issuer}|steward`,
      `SMART_ISSUERS='${JSON.stringify(issuers)}'`,
      "",
    ].join("\n"),
  );
  put("/secrets/complete", OURS, "");
  console.log(
    'Secrets made. Keep a copy of the volume "secrets": without DATA_KEYS nobody can read what the database holds.',
  );
}
