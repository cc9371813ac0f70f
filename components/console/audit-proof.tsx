"use client";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { Section } from "@/components/ui/section";

const FIELD = "h-8 w-28 rounded-md border border-line-strong bg-surface px-2";

/** Entries as a file that anybody can check without this database. `newest`: the newest entry's number; null: none is shown. */
export function AuditProof({ newest, most }: { newest: number | null; most: number }) {
  const [from, setFrom] = useState(String(newest === null ? "" : Math.max(1, newest - 49)));
  const [to, setTo] = useState(newest === null ? "" : String(newest));
  const [first, last] = [Number(from), Number(to)];
  const ready =
    [first, last].every((n) => Number.isSafeInteger(n) && n >= 1) && last >= first && last - first < most;
  return (
    <Section title="Save entries with proof" className="mb-4">
      <p className="max-w-[80ch] text-pretty text-ink-2">
        For somebody outside: each entry with the proof that it is in the log, signed by this installation.{" "}
        <span className="font-mono text-[0.93rem]">npm run audit:check</span> checks the file without this
        database, by the signing key shown with the checks in force.
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex items-center gap-2">
          <span className="text-ink-2">From no.</span>
          <input
            inputMode="numeric"
            value={from}
            onChange={(e) => setFrom(e.target.value)}
            className={FIELD}
          />
        </label>
        <label className="flex items-center gap-2">
          <span className="text-ink-2">to no.</span>
          <input inputMode="numeric" value={to} onChange={(e) => setTo(e.target.value)} className={FIELD} />
        </label>
        {ready ? (
          <a
            href={`/console/audit/proof?from=${first}&to=${last}`}
            download
            className={buttonClass("secondary", "small")}
          >
            Save with proof
          </a>
        ) : (
          <span className="text-ink-3">
            At most {most.toLocaleString("en-US")} entries, the first one first.
          </span>
        )}
      </div>
    </Section>
  );
}
