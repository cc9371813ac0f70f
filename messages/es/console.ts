import audit from "./console/audit.json";
import charts from "./console/charts.json";
import decisions from "./console/decisions.json";
import deidentification from "./console/deidentification.json";
import devices from "./console/devices.json";
import documents from "./console/documents.json";
import drift from "./console/drift.json";
import ehr from "./console/ehr.json";
import incidents from "./console/incidents.json";
import labels from "./console/labels.json";
import menu from "./console/menu.json";
import network from "./console/network.json";
import outcomes from "./console/outcomes.json";
import overview from "./console/overview.json";
import people from "./console/people.json";
import said from "./console/said.json";
import shared from "./console/shared.json";
import suggestions from "./console/suggestions.json";
import watch from "./console/watch.json";

export const console = {
  audit,
  charts,
  decisions,
  deidentification,
  devices,
  documents,
  drift,
  ehr,
  incidents,
  labels,
  menu,
  network,
  outcomes,
  overview,
  people,
  said,
  shared,
  suggestions,
  watch,
};
