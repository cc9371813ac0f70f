import board from "./board.json";
import clinical from "./clinical.json";
import format from "./format.json";
import said from "./said.json";
import shell from "./shell.json";

/** English, a file a namespace. */
export const en = { board, clinical, format, said, shell };

export type EnglishMessages = typeof en;
