import charts from "./console/charts.json";
import menu from "./console/menu.json";
import overview from "./console/overview.json";
import said from "./console/said.json";
import shared from "./console/shared.json";
import watch from "./console/watch.json";

/** The console, a file a page or a part that several pages show. */
export const console = {
  charts,
  menu,
  overview,
  said,
  shared,
  watch,
};
