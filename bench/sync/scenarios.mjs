/** What is run, and what each run has to report. */

import { resolve } from "node:path";
import { oidOf } from "./company.mjs";
import { measure, startServer } from "./processes.mjs";

const CLI = resolve("dist/cli.js");
/** As `npm run sync` and the exported schedules start it. */
const FLAGS = ["--max-semi-space-size=4"];
const PHOTOS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };

/** Runs `sync`. @throws unless all people have this outcome */
export async function runSync(server, { name, people, outcome, args = [], ...options }) {
  console.error(`sync: ${name}`);
  const result = await measure(server, [...FLAGS, CLI, "sync", "--json", ...args], options);
  if (result.output[outcome] !== people) {
    throw new Error(`${people} ${outcome} were expected: ${JSON.stringify(result.output)}`);
  }
  return { subject: "sync", name, people, ...result };
}

/** First runs and later ones, without and with photos. */
export async function runPeople({ people, delayMs }) {
  const server = await startServer({ people, delayMs, hasPhotos: true });
  const all = { people, env: PHOTOS, args: ["--photos", "all"] };
  const results = [
    await runSync(server, { name: "first run", people, outcome: "updated" }),
    await runSync(server, { name: "nothing changed", people, outcome: "unchanged" }),
    await runSync(server, { ...all, name: "first run with photos", outcome: "updated" }),
    await runSync(server, { ...all, name: "nothing changed, all photos read", outcome: "unchanged" }),
    await runSync(server, {
      name: "nothing changed, a seventh of the photos read",
      people,
      outcome: "unchanged",
      env: PHOTOS,
    }),
  ];
  await server.close();
  return results;
}

/** The straightforward way for fewer people. @param times how many times as many people the others have */
export async function runStraightforward({ people, delayMs }, times) {
  const server = await startServer({ people, delayMs, hasPhotos: true });
  const run = async (photos) => {
    const name = photos ? "read everybody with photos" : "read everybody";
    console.error(`straightforward: ${name}`);
    const result = await measure(server, [resolve("bench/sync/straightforward.mjs"), String(people), photos]);
    return {
      subject: "straightforward",
      name,
      people,
      ...result,
      extrapolated: extrapolate(result, people, times),
    };
  };
  const results = [await run(""), await run("photos")];
  await server.close();
  return results;
}

function extrapolate({ graph, seconds }, people, times) {
  return { people: people * times, graph: graph * times, seconds: seconds * times };
}

/** Many people of whom nothing has changed, with normal profiles and with 15 kB of plans each. */
export async function runScale({ people, delayMs }) {
  return [
    await runUnchanged({ people, delayMs, hasPlans: false }, "nothing changed, normal profiles"),
    await runUnchanged({ people, delayMs, hasPlans: true }, "nothing changed, 15 kB of plans each"),
  ];
}

/** @param flags of Node for the measured run */
export async function runUnchanged(company, name, flags = []) {
  const { people } = company;
  const server = await startServer(company);
  const env = { PROFILE_LIMIT_BYTES: "0" };
  // Somebody who has a manager and direct reports.
  const index = Math.floor(people * 0.04711);
  const first = { name: "one person, as the template", people: 1, outcome: "updated" };
  await runSync(server, { ...first, args: ["--user", oidOf(index)], env });
  const { bytes } = await server.ask("synced", index);
  const result = await runSync(server, { name, people, outcome: "unchanged", env, flags });
  await server.close();
  return { ...result, storedBytes: bytes };
}
