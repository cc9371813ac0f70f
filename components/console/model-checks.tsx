import { plural } from "@/components/format";
import { LocalTime } from "@/components/ui/time";
import type { ModelCheckView, ModelVersionView } from "@/lib/workflows/views";
import { Findings } from "./findings";

/** Why a version cannot come into use now, beside the button that does nothing. */
export function WhyNot({ id, version: v }: { id: string; version: ModelVersionView }) {
  const why = v.measuring
    ? "Being measured. It can be promoted when it has passed."
    : (v.checkError && `Measuring did not succeed: ${v.checkError}`) || objectionInWords(v);
  if (!why) return null;
  const tone = v.measuring
    ? "text-ink-2"
    : v.objection && v.objection.code !== "not-measured"
      ? "text-danger"
      : "text-warn";
  return (
    <p id={id} className={`px-5 pb-3 font-medium text-pretty ${tone}`}>
      {why}
    </p>
  );
}

function objectionInWords({ objection, check, status }: ModelVersionView): string | null {
  if (!objection) return null;
  if (objection.code !== "gates-failed") return objection.words;
  const failed = check?.findings.filter((f) => f.severity === "fail").length ?? 0;
  const what = status === "archived" ? "gone back to" : "promoted";
  return `Cannot be ${what}: ${plural(failed, "check")} failed.`;
}

const SOURCES: Readonly<Record<ModelCheckView["source"], string>> = {
  release: "by the evaluation that came with the release",
  run: "when it was trained",
  check: "on request",
};

/** What the gates said of a version, failures first. */
export function Checks({ check, open }: { check: ModelCheckView; open: boolean }) {
  const { findings } = check;
  const count = (severity: string) => findings.filter((f) => f.severity === severity).length;
  const tally = [
    [count("fail"), "failed"],
    [count("few"), "cannot be told"],
    [count("warn"), "to look at"],
    [count("pass"), "passed"],
  ].flatMap(([n, word]) => (n ? [`${n} ${word}`] : []));
  return (
    <details className="border-t border-line" open={open}>
      <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
        Checks: {tally.join(", ")}
      </summary>
      <div className="px-5 pb-4">
        <p className="mb-2 text-ink-2">
          Measured <LocalTime iso={check.measuredAt} withDate /> {SOURCES[check.source]}
          {check.against && (
            <>
              , beside <b>{check.against}</b>
            </>
          )}
          .
        </p>
        <Findings findings={findings} />
      </div>
    </details>
  );
}
