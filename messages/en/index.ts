import board from "./board.json";
import clinical from "./clinical.json";
import decision from "./decision.json";
import explanation from "./explanation.json";
import format from "./format.json";
import patient from "./patient.json";
import said from "./said.json";
import shell from "./shell.json";

/** English, a file a namespace. */
export const en = { board, clinical, decision, explanation, format, patient, said, shell };

export type EnglishMessages = typeof en;
