import audit from "./console/audit.json";
import calibration from "./console/calibration.json";
import canary from "./console/canary.json";
import charts from "./console/charts.json";
import datasets from "./console/datasets.json";
import decisions from "./console/decisions.json";
import deidentification from "./console/deidentification.json";
import devices from "./console/devices.json";
import documents from "./console/documents.json";
import drift from "./console/drift.json";
import ehr from "./console/ehr.json";
import explanations from "./console/explanations.json";
import figures from "./console/figures.json";
import gates from "./console/gates.json";
import incidents from "./console/incidents.json";
import labels from "./console/labels.json";
import menu from "./console/menu.json";
import models from "./console/models.json";
import network from "./console/network.json";
import outcomes from "./console/outcomes.json";
import overview from "./console/overview.json";
import people from "./console/people.json";
import runs from "./console/runs.json";
import said from "./console/said.json";
import shadow from "./console/shadow.json";
import shared from "./console/shared.json";
import suggestions from "./console/suggestions.json";
import version from "./console/version.json";
import watch from "./console/watch.json";

export const console = {
  audit,
  calibration,
  canary,
  charts,
  datasets,
  decisions,
  deidentification,
  devices,
  documents,
  drift,
  ehr,
  explanations,
  figures,
  gates,
  incidents,
  labels,
  menu,
  models,
  network,
  outcomes,
  overview,
  people,
  runs,
  said,
  shadow,
  shared,
  suggestions,
  version,
  watch,
};
