import board from "./board.json";
import clinical from "./clinical.json";
import format from "./format.json";
import said from "./said.json";
import shell from "./shell.json";

/** Spanish, a file a namespace. */
export const es = { board, clinical, format, said, shell };
