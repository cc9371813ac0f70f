// Writes .env.example from the settings' own schema (lib/core/env.ts). `--check` fails when the file is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { type ZodType, z } from "zod";
import { envSchema } from "@/lib/core/env";

const FILE = ".env.example";

function defaultOf(schema: ZodType): string | null {
  for (let s: ZodType | undefined = schema; s; s = innerOf(s)) {
    if (s instanceof z.ZodDefault) return String(s.def.defaultValue);
  }
  return null;
}
function innerOf(schema: ZodType): ZodType | undefined {
  const def = schema.def as { innerType?: ZodType; in?: ZodType };
  return def.innerType ?? def.in;
}

export function renderEnvExample(): string {
  const head = [
    "# OpenAcuity's settings. Copy to .env and fill in; `npm start` refuses to start on a wrong one and names it.",
    "# With no settings at all, `npm start` runs the embedded evaluation mode (own database, sandbox EHR, generated secrets).",
    "",
  ];
  const rows = Object.entries(envSchema.shape).flatMap(([name, schema]) => {
    const fallback = defaultOf(schema as ZodType);
    const description = (schema as ZodType).description ?? "";
    const required = fallback === null && !(schema as ZodType).safeParse(undefined).success;
    return [
      `# ${description}${required ? " Required in production." : ""}`,
      required ? `${name}=` : `# ${name}=${fallback ?? ""}`,
      "",
    ];
  });
  return [...head, ...rows].join("\n");
}

if (process.argv[1]?.endsWith("env-example.ts")) {
  const text = renderEnvExample();
  if (process.argv.includes("--check")) {
    if (readFileSync(FILE, "utf8") !== text) {
      console.error(`${FILE} is out of date: run "npm run env:example"`);
      process.exit(1);
    }
  } else {
    writeFileSync(FILE, text);
    console.log(`${FILE} written`);
  }
}
