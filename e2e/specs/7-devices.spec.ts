import { type Browser, expect, type Page, test } from "@playwright/test";
import { connectAsync, type MqttClient } from "mqtt";
import { type Broker, findMosquitto, makeBroker } from "../../scripts/test/mosquitto";
import { type OwnStack, startOwnStack } from "../support/own-stack";

/** A monitor from its registration to its way back, on a broker and a stack of its own: nothing else here listens to devices. */
const CODE = "monitor-7";
const missing = findMosquitto() ? "" : " (not run: Mosquitto is not installed here)";

let broker: Broker;
let stack: OwnStack;
let monitor: MqttClient;
test.beforeAll(async () => {
  if (missing) return;
  test.setTimeout(300_000);
  broker = await makeBroker(["openacuity-gateway", CODE]);
  stack = await startOwnStack({
    settings: {
      MQTT_URL: broker.url,
      MQTT_USERNAME: "openacuity-gateway",
      MQTT_PASSWORD: broker.password,
      MQTT_CA_FILE: broker.caFile,
    },
  });
  monitor = await connectAsync(broker.url, {
    protocolVersion: 5,
    ca: broker.ca,
    username: CODE,
    password: broker.password,
    clientId: CODE,
  });
});
test.afterAll(async () => {
  await monitor?.endAsync(true);
  await stack?.stop();
  await broker?.remove();
});

let sequence = 0;
const measure = (pulse: number) =>
  monitor.publishAsync(
    `openacuity/devices/${CODE}/observations`,
    JSON.stringify({
      version: 1,
      sequence: ++sequence,
      measuredAt: new Date().toISOString(),
      observations: [{ code: { system: "http://loinc.org", code: "8867-4" }, value: pulse, unit: "/min" }],
    }),
    { qos: 1 },
  );

async function signedIn(browser: Browser, user: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${stack.app}/launch?${new URLSearchParams({ iss: `${stack.ehr}/fhir/r4` })}`);
  await page.locator(`input[name="user"][value="${user}"]`).check();
  await page.getByRole("button", { name: "Sign in and continue" }).click();
  await page.waitForURL(/\/(board|console)/);
  return page;
}

/** What the EHR holds of the patient by this device. */
async function written(patient: string): Promise<{ status: string; valueQuantity: { value: number } }[]> {
  const all = (await (await fetch(`${stack.ehr}/sandbox/chart/${patient}/Observation`)).json()) as object[];
  return all.filter((o) => JSON.stringify(o).includes(`"${CODE}"`)) as Awaited<ReturnType<typeof written>>;
}

const refused = (page: Page, words: string, count: number) =>
  expect(async () => {
    await page.reload();
    const row = page.locator("dl > div", { hasText: words });
    await expect(row).toContainText(new RegExp(`${count}, last`), { timeout: 1_000 });
  }).toPass();

test(`a monitor is registered, given to a patient and taken back, and what it measures besides is refused${missing}`, async ({
  browser,
}) => {
  test.skip(missing !== "", "Mosquitto is not installed here (Debian: apt install mosquitto)");
  const steward = await signedIn(browser, "steward");
  await steward.goto(`${stack.app}/console/devices`);
  await steward.getByLabel("Code on its label").fill(CODE);
  await steward.getByLabel("Name", { exact: true }).fill("Monitor 7");
  await steward.getByRole("button", { name: "Register" }).click();
  await expect(steward.getByText("Monitor 7 is registered and can be given to a patient.")).toBeVisible();

  // It is with nobody: what it sends is nobody's, and is said to be.
  await measure(71);
  await refused(steward, "Measured while the device was checked out to nobody", 1);

  const [patient] = (await (await fetch(`${stack.ehr}/sandbox/patients`)).json()) as {
    patient: string;
    encounter: string;
  }[];
  if (!patient) throw new Error("nobody waits");
  const nurse = await signedIn(browser, "nurse1");
  const { launch, iss } = (await (
    await fetch(`${stack.ehr}/sandbox/launch`, {
      method: "POST",
      body: JSON.stringify({ ...patient, user: "nurse1" }),
    })
  ).json()) as { launch: string; iss: string };
  await nurse.goto(`${stack.app}/launch?${new URLSearchParams({ iss, launch })}`);
  await nurse.getByRole("link", { name: "Monitors and wearables" }).click();
  await nurse.getByLabel(/^Code on its label/).fill(CODE);
  await nurse.getByRole("button", { name: "Give to this patient" }).click();
  await expect(nurse.getByText(`${CODE} is with this patient.`)).toBeVisible();

  // The first ten seconds may still be of the patient before.
  await nurse.waitForTimeout(11_000);
  await measure(123);
  await expect
    .poll(() => written(patient.patient))
    .toMatchObject([{ status: "preliminary", valueQuantity: { value: 123 } }]);

  await nurse.getByRole("button", { name: "Take back Monitor 7" }).click();
  await expect(nurse.getByText("Monitor 7 is no longer with this patient.")).toBeVisible();
  await measure(155);
  await refused(steward, "Measured while the device was checked out to nobody", 2);
  await expect(steward.getByRole("row", { name: /Monitor 7/ })).toContainText("No");
  expect(await written(patient.patient)).toHaveLength(1);
});
