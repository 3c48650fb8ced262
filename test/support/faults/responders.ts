/**
 * Faulty responses, each on real sockets.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { entraError } from "../standin/entra";
import { send } from "../standin/handler";
import { type FaultExchange, type Responder, healthy } from "./backend";
import type { TestUser } from "./test-user";

/** A response with text, by default HTML, or with JSON that depends on the test user. */
export function reply(
  status: number,
  body: string | Buffer | ((user: TestUser, exchange: FaultExchange) => unknown),
  headers: Readonly<Record<string, string>> = {},
): Responder {
  return (exchange, response, user) => {
    if (typeof body === "function") {
      const json = JSON.stringify(body(user, exchange));
      send(response, { status, headers: { "content-type": "application/json", ...headers }, body: json });
    } else {
      send(response, { status, headers: { "content-type": "text/html", ...headers }, body });
    }
  };
}

/** The page of a proxy, gateway or consent dialog. It contains the user's name and id, so that tests detect leaks. */
export function htmlPage(status: number): Responder {
  return (exchange, response, user) => {
    const html = `<html><body>Sorry, ${String(user.user.displayName)} (${user.oid})</body></html>`;
    reply(status, html)(exchange, response, user);
  };
}

/** The service's own error JSON, which contains names, ids and secrets, so that tests detect leaks. */
export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): Responder {
  return (exchange, response, user) => {
    reply(status, () => errorBody(exchange.dependency, status, user), headers)(exchange, response, user);
  };
}

function errorBody(dependency: FaultExchange["dependency"], status: number, user: TestUser): unknown {
  const about = `about ${String(user.user.displayName)} <${String(user.user.mail)}> ${user.oid}`;
  switch (dependency) {
    case "entraToken": {
      const [error, code] =
        status === 401 ? (["invalid_client", 7000215] as const) : (["invalid_request", 90002] as const);
      const message = `app '${user.clientId}', tenant '${user.tenantId}', ${user.secret}`;
      return { ...(entraError(status, error, code, message).body as object), trace_id: user.oid };
    }
    case "managementToken":
      return { error: "access_denied", error_description: `${user.auth0ClientId} ${user.auth0Secret}` };
    case "write":
    case "userRead":
      return { statusCode: status, error: "Some Error", message: about, errorCode: "some_error" };
    default: {
      const innerError = { date: "2026-11-22T02:48:00", "request-id": user.oid };
      // A code that blames the request. Other codes are a state of the photo's mailbox.
      return { error: { code: "BadRequest", message: about, innerError } };
    }
  }
}

/** Resets the connection before the response. */
export const reset: Responder = (_, response) => {
  response.socket?.destroy();
};

/** Resets the connection in the middle of the body. */
export const resetInBody = (status: number): Responder => {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "5000" });
    response.write('{"value":[', () => response.socket?.destroy());
  };
};

/** Never responds. */
export const noResponse: Responder = () => {};

/** Sends a status and headers but no body. */
export const headersOnly = (status: number): Responder => {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.flushHeaders();
  };
};

/** The healthy response after 5 s. */
export const slow: Responder = (exchange, response, user) => {
  const timer = setTimeout(() => {
    healthy(exchange, response, user);
  }, 5000);
  response.on("close", () => {
    clearTimeout(timer);
  });
};

/** One byte every 50 ms, so that a timeout between bytes never fires. */
export const trickle: Responder = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => {
    clearInterval(timer);
  });
};

const CHUNK = Buffer.alloc(65_536, " ");
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

/** An endless body, sent as fast as it is received. `bytesSent` of the exchange counts its bytes. */
export const endless: Responder = (exchange, response) => {
  stream(200, exchange, response);
};

/** A response with `status` and an endless body. */
export const endlessWith = (status: number): Responder => {
  return (exchange, response) => {
    stream(status, exchange, response);
  };
};

function stream(status: number, exchange: FaultExchange, response: ServerResponse): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.write(exchange.dependency === "photo" ? JPEG_START : "[");
  const pump = () => {
    while (!response.destroyed) {
      const taken = response.write(CHUNK, (error) => {
        if (!error) exchange.bytesSent += CHUNK.length;
      });
      if (!taken) return;
    }
  };
  response.on("drain", pump);
  pump();
}

const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));

/** A small gzip body that unpacks to 64 MiB. */
export const gzipBomb: Responder = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(BOMB);
};

/** A redirect to a URL, or to a path of the same host. */
export function redirect(status: number, location: string): Responder {
  return (_, response) => response.writeHead(status, { location }).end();
}

/** Switches to another protocol. */
export const upgrade: Responder = (_, response) =>
  response.socket?.write(
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
  );

/** The greeting of a mail server. */
export const notHttp: Responder = (_, response) => response.socket?.end("220 mail.example ESMTP\r\n\r\n");

/** A valid first page with this `@odata.nextLink`. */
export function nextLink(link: (exchange: FaultExchange) => unknown): Responder {
  return (exchange, response, user) => {
    const page = { value: user.reports, "@odata.nextLink": link(exchange) };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
  };
}
