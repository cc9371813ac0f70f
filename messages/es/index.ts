import board from "./board.json";
import clinical from "./clinical.json";
import { console } from "./console";
import decision from "./decision.json";
import desk from "./desk.json";
import devices from "./devices.json";
import explanation from "./explanation.json";
import format from "./format.json";
import launch from "./launch.json";
import own from "./own.json";
import patient from "./patient.json";
import quick from "./quick.json";
import said from "./said.json";
import shell from "./shell.json";
import tour from "./tour.json";

/** Spanish, a file a namespace. */
export const es = {
  board,
  clinical,
  console,
  decision,
  desk,
  devices,
  explanation,
  format,
  launch,
  own,
  patient,
  quick,
  said,
  shell,
  tour,
};
