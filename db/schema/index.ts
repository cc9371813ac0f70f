export * from "./assessment";
export * from "./audit";
export * from "./decision";
export * from "./encounter";
export * from "./feedback";
export * from "./identity";
export * from "./registry";
export * from "./training";
