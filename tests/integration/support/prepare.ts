import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropTemplate, IMAGE, migratedImage, migrateTemplate, TEMPLATE } from "@/db/testing";

/** Migrates once for the whole run: every file's databases start as copies of this one. */
export default async function prepare(): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) {
    const template = await migrateTemplate(url);
    process.env[TEMPLATE] = template;
    return () => dropTemplate(url, template);
  }
  const folder = await mkdtemp(join(tmpdir(), "openacuity-image-"));
  const file = join(folder, "image.tar");
  await writeFile(file, Buffer.from(await (await migratedImage()).arrayBuffer()));
  process.env[IMAGE] = file;
  return () => rm(folder, { recursive: true, force: true });
}
