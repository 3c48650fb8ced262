/** Backstage's reader of Microsoft Graph, which is installed for the duration of a benchmark. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { measure, startServer } from "./processes.mjs";

const PACKAGE = "@backstage/plugin-catalog-backend-module-msgraph@0.10.6";

/** Everybody without photos, and few people with photos. */
export async function runBackstage({ people, few, delayMs }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-backstage-"));
  const install = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE];
  execFileSync("npm", install, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const run = async (count, photos) => {
    const name = photos ? "read everybody with photos" : "read everybody";
    console.error(`backstage: ${name}`);
    const server = await startServer({ people: count, delayMs, hasPhotos: true });
    const result = await measure(server, [resolve("bench/sync/backstage.mjs"), folder, photos]);
    await server.close();
    const { output } = result;
    if (output.people !== count || output.photos !== (photos ? count : 0)) {
      throw new Error(`${count} people were expected: ${JSON.stringify(output)}`);
    }
    return { subject: "backstage", name, people: count, ...result };
  };
  const results = [await run(people, ""), await run(few, "photos")];
  rmSync(folder, { recursive: true });
  return results;
}
