import { useMessages } from "next-intl";
import type { TemperatureUnit } from "./temperature";

/** What the site reads temperatures in. It travels with the messages, so that pages written on the server and in the browser agree. */
export const useTemperatureUnit = (): TemperatureUnit =>
  (useMessages() as unknown as { temperatureUnit?: string }).temperatureUnit === "F" ? "F" : "C";
