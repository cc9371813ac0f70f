import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildCase } from "@/lib/case/from-context";
import { assembleContext } from "@/lib/fhir/assemble";
import type { Foreign } from "@/lib/fhir/client";
import { assessFloorAtAnyAge } from "./any-age";
import { assessFloor } from "./rules";

/** Other people's charts, kept beside the project and not in it. */
const FOLDER = "../shared/cases/fhir";
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((f) => /^\d.*\.json$/.test(f)) : [];
type Chart = { patient?: Foreign; encounter?: Foreign; observations?: Foreign[]; conditions?: Foreign[] };

describe.skipIf(files.length === 0)(
  "charts beside the project (skipped: ../shared/cases/fhir is not here)",
  () => {
    const variants = files.flatMap((file) => {
      const chart = JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as Chart & {
        now: string;
        variants?: Record<string, Chart>;
      };
      const { variants: several = { "as it is": {} }, ...base } = chart;
      return Object.entries(several).map(([name, over]) => ({
        name: `${file}: ${name}`,
        chart: { ...base, ...over },
      }));
    });

    it.each(variants)("$name: nothing is dropped without a word", ({ name, chart }) => {
      const now = new Date(chart.now);
      const raw = {
        patient: chart.patient as Foreign,
        encounter: chart.encounter as Foreign,
        observations: chart.observations ?? [],
        conditions: chart.conditions ?? [],
        medications: [],
        allergies: [],
        documents: [],
        problems: [],
      };
      const context = assembleContext("https://ehr.example/r4", raw, now);
      // A visit of somebody at another server is nobody's here.
      if (name.includes("encounter subject at other server")) return expect(context).toBeNull();
      if (!context) throw new Error("nobody to show");
      const built = buildCase(context, now, "case");
      const readings = context.readings.map((r) => r.reference);
      const spoken =
        built.problems.reduce((n, p) => n + (p.readings ?? (p.code === "entered-in-error" ? 1 : 0)), 0) +
        built.alsoRecorded.reduce((n, a) => n + a.count, 0);
      const silent = raw.observations.filter((o) => !readings.includes(`Observation/${o.id}`));
      expect(spoken, JSON.stringify([silent, built.problems])).toBeGreaterThanOrEqual(silent.length);
      if (process.env.SHOW_CHARTS) {
        const floor = built.case
          ? assessFloor(built.case)
          : built.ageless && assessFloorAtAnyAge(built.ageless);
        console.log(
          name,
          JSON.stringify({
            vitals: (built.case ?? built.ageless)?.vitals,
            complaint: context.chiefComplaint,
            floor: floor?.level,
            problems: built.problems.map((p) => p.message),
            also: built.alsoRecorded,
          }),
        );
      }
    });
  },
);
