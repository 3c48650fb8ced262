/**
 * Exports of users: a job of the Management API that ends with a link to a file on another host. The link itself
 * permits the download.
 *
 * @module
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 */

import { randomBytes } from "node:crypto";
import { Readable, pipeline } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { auth0Error, managementHandler } from "./auth0";
import type { Auth0Tenant, ExportJob } from "./auth0-tenant";
import { type Handler, type HttpResponse, bodyOf } from "./handler";
import { EXPORTS_HOST } from "./server";

/** Low, so that a benchmark measures its client more than the compression here. */
const GZIP_LEVEL = 1;

/** Only these objects have properties that a dotted name can select. */
const METADATA = ["app_metadata", "user_metadata"];

export const createExport = managementHandler(["read:users"], ({ auth0, request }) => {
  const body = bodyOf(request) as {
    readonly format?: string;
    readonly connection_id?: string;
    readonly limit?: number;
    readonly fields?: readonly { readonly name: string; readonly export_as?: string }[];
  };
  if ((body.format ?? "json") !== "json" || body.fields?.some(({ export_as }) => export_as !== undefined)) {
    return auth0Error(400, "Bad Request", "the stand-in exports JSON with the names of the fields only");
  }
  const connection = auth0.connections.find(({ id }) => id === body.connection_id);
  if (body.connection_id !== undefined && !connection) {
    return auth0Error(404, "Not Found", "The connection does not exist.", "inexistent_connection");
  }
  const job: ExportJob = {
    id: `job_${randomBytes(8).toString("hex")}`,
    created_at: new Date().toISOString(),
    token: randomBytes(32).toString("hex"),
    fields: body.fields?.map(({ name }) => name),
    connection: connection?.name,
    limit: body.limit ?? Infinity,
    reads: 0,
  };
  auth0.exportJobs.set(job.id, job);
  return { body: { ...viewJob(job), status: "pending" } };
});

export const readJob = managementHandler(["read:users", "create:users"], ({ auth0, subject }) => {
  const job = auth0.exportJobs.get(subject);
  if (!job) return auth0Error(404, "Not Found", "The job does not exist.", "inexistent_job");
  job.reads += 1;
  return { body: { ...viewJob(job), ...viewProgress(job, auth0) } };
});

/** The file. Like other stores with signed links, it accepts no second kind of authorization. */
export const downloadExport: Handler = ({ auth0, request, subject }) => {
  if (request.headers.authorization !== undefined) {
    return storeError(400, "InvalidArgument", "Only one auth mechanism allowed");
  }
  const job = [...auth0.exportJobs.values()].find(({ token }) => token === subject);
  if (!job || viewProgress(job, auth0).status !== "completed") {
    return storeError(403, "AccessDenied", "Access Denied");
  }
  const headers = { "content-type": "application/gzip" };
  if (auth0.exportedText) {
    const gzip = gzipSync([...exportLines(job, auth0)].join(""));
    return { headers, body: auth0.exportedText(gzip) };
  }
  const lines = Readable.from(exportLines(job, auth0), { objectMode: false });
  return { headers, stream: pipeline(lines, createGzip({ level: GZIP_LEVEL }), () => {}) };
};

function viewJob({ id, created_at }: ExportJob): object {
  return { id, type: "users_export", format: "json", created_at };
}

function viewProgress(
  { reads, token }: ExportJob,
  { readsUntilExported, exportStatus }: Auth0Tenant,
): Readonly<Record<string, unknown>> {
  if (reads <= readsUntilExported && reads <= 1) return { status: "pending" };
  if (reads <= readsUntilExported || exportStatus === "processing") {
    const percentage_done = Math.min(99, Math.floor((100 * (reads - 1)) / Math.max(1, readsUntilExported)));
    return { status: "processing", percentage_done, time_left_seconds: 1 };
  }
  if (exportStatus === "failed") return { status: "failed" };
  const location = `https://${EXPORTS_HOST}/${token}/users.json.gz`;
  return { status: "completed", percentage_done: 100, time_left_seconds: 0, location };
}

/** One line of JSON per user. */
function* exportLines({ fields, connection, limit }: ExportJob, auth0: Auth0Tenant): Generator<string> {
  let count = 0;
  for (const user of auth0.exportUsers?.() ?? auth0.users?.values() ?? []) {
    if (connection !== undefined && !isOf(user, connection)) continue;
    if (count >= limit) return;
    count += 1;
    yield `${JSON.stringify(project(user as Record<string, unknown>, fields))}\n`;
  }
}

function isOf(
  user: { readonly identities?: readonly { readonly connection?: string }[] },
  name: string,
): boolean {
  return user.identities?.some(({ connection }) => connection === name) ?? false;
}

/** Without `fields`, metadata is not exported. Properties without a value are left out. */
function project(user: Record<string, unknown>, fields?: readonly string[]): object {
  if (!fields) return { ...user, app_metadata: undefined, user_metadata: undefined };
  const projected: Record<string, unknown> = {};
  for (const field of fields) {
    const [root = "", ...rest] = field.split(".");
    if (rest.length > 0 && !METADATA.includes(root)) continue;
    copyPath(user, projected, [root, ...rest]);
  }
  return projected;
}

/** Copies the value at a path, with the objects around it. */
function copyPath(from: Record<string, unknown>, to: Record<string, unknown>, path: readonly string[]): void {
  const [name = "", ...rest] = path;
  const value = from[name];
  if (value === undefined) return;
  if (rest.length === 0) {
    to[name] = value;
  } else if (typeof value === "object" && value !== null) {
    const copy = { ...(to[name] as object) };
    copyPath(value as Record<string, unknown>, copy, rest);
    if (Object.keys(copy).length > 0) to[name] = copy;
  }
}

/** Error of the store that holds the files. */
function storeError(status: number, code: string, message: string): HttpResponse {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}
