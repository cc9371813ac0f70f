import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { PLAIN_LOOK } from "@/components/board-look";
import { renderToStaticMarkup } from "@/components/testing/render";
import { en } from "@/messages/en";
import { es } from "@/messages/es";
import { Board } from "./board";
import { NO_FILTER } from "./board-model";
import { Desk } from "./desk";
import { boardRow, decisionView, patientView } from "./fixtures";
import { PatientScreen } from "./patient-screen";
import { QuickTriage } from "./quick-triage";

type Tree = { readonly [key: string]: string | Tree };
const flat = (tree: Tree, at = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[at + key, value]] : flat(value, `${at}${key}.`),
  );
const spanish = new Map(flat(es));
/** Whole English messages of more than a word; of what lib/ says only sentences: a few words may be a patient's own. */
const ENGLISH = flat(en)
  .filter(([key, text]) => text.includes(" ") && !/[{<]/.test(text) && spanish.get(key) !== text)
  .filter(([key, text]) => !key.startsWith("said.") || /^[A-Z].*[.]$/.test(text))
  .map(([, text]) => text);

/** What a page shows and reads aloud, before it is alive in a browser. */
function wordsOf(screen: ReactNode): string {
  const html = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>{screen}</QueryClientProvider>,
    "es",
  );
  const read = [...html.matchAll(/(?:aria-label|title|placeholder)="([^"]*)"/g)].map(([, text]) => text);
  return `${read.join("\n")}\n${html.replace(/<[^>]+>/g, "\n")}`
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"');
}
const never = () => new Promise<never>(() => {});
const actions = new Proxy({ changesAt: "/changes" } as never, {
  get: (target, name) => (name in target ? target[name] : never),
});
const freshness = { fetchedAt: "2026-03-01T12:00:00Z", source: "snapshot", note: null } as const;
const rows = [
  boardRow({
    encounterId: "a",
    level: 2,
    needsLead: true,
    leadWhy: "Level 5 is below a safety rule for level 2",
  }),
  boardRow({ encounterId: "b", level: null, levelSource: "none", ageYears: null, complaint: null }),
  boardRow({
    encounterId: "c",
    level: 3,
    worsened: true,
    unlike: true,
    writeBack: "failed",
    lookedMinutes: 500,
  }),
];
const view = {
  rows,
  freshness,
  model: patientView().assessment.model,
  refreshSeconds: 15,
  hidden: 2,
  notYetInEhr: 1,
};

describe("screens in Spanish", () => {
  it.each<[string, ReactNode, string]>([
    [
      "board",
      <Board
        key="board"
        initial={view as never}
        load={never}
        loadSeeing={never}
        initialFilter={NO_FILTER}
        onFilter={() => {}}
        look={{ ...PLAIN_LOOK, beds: true }}
        onLook={() => {}}
        onNew={() => {}}
        tour={{ offered: true, start: () => {} }}
      />,
      "Para el responsable: el nivel 5 está por debajo de una regla de seguridad de nivel 2",
    ],
    ["patient", <PatientScreen key="patient" initial={patientView()} actions={actions} />, "Aceptar nivel 2"],
    [
      "decided patient",
      <PatientScreen
        key="decided"
        initial={patientView({
          decision: decisionView({ kind: "override", reason: "complaint-misread" as never }),
        })}
        actions={actions}
      />,
      "Cambiado",
    ],
    [
      "desk",
      <Desk key="desk" initial={view as never} load={never} answer={never} readings={2} />,
      "Segundas lecturas (2)",
    ],
    [
      "quick triage",
      <QuickTriage key="quick" recorded={[]} words={[]} actions={actions} />,
      "Por qué ha venido el paciente",
    ],
  ])("%s: nothing of ours is left in English", (_, screen, words) => {
    const text = wordsOf(screen);
    expect(text).toContain(words);
    expect(ENGLISH.filter((english) => text.includes(english))).toEqual([]);
    // A message that is missing is written by its name.
    expect(text).not.toMatch(
      /\b(?:board|patient|decision|explanation|desk|quick|shell|clinical)\.[a-z]+[A-Z]/,
    );
  });
});
