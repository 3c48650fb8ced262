/**
 * Ways to misbehave, each on real sockets.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { type Dependency, type Behaviour, type Exchange, healthy } from "./world";
import type { Person } from "./person";

/** An answer with a body of its own; text is HTML unless it says otherwise. */
export function reply(
  status: number,
  body: string | Buffer | ((whose: Person, exchange: Exchange) => unknown),
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (exchange, response, whose) => {
    if (typeof body === "function") {
      const json = JSON.stringify(body(whose, exchange));
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(json);
    } else {
      response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);
    }
  };
}

/** What proxies, gateways and consent pages send. It names the person, so that it is seen where it leaks. */
export const html = (whose: Person) =>
  `<html><body>Sorry, ${String(whose.user.displayName)} (${whose.oid})</body></html>`;

/** The error as each of them words it, with all that an error may tell about people and apps. */
export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (exchange, response, whose) => {
    const body = errorBody(exchange.dependency, status, whose);
    reply(status, () => body, headers)(exchange, response, whose);
  };
}

function errorBody(dependency: Dependency | "foreign", status: number, whose: Person): unknown {
  const who = `${String(whose.user.displayName)} <${String(whose.user.mail)}> ${whose.oid}`;
  switch (dependency) {
    case "entraToken": {
      const [error, code] = status === 401 ? ["invalid_client", 7000215] : ["invalid_request", 90002];
      const error_description = `AADSTS${code}: app '${whose.clientId}', tenant '${whose.tenantId}', ${whose.secret}`;
      return { error, error_description, error_codes: [code], trace_id: whose.oid };
    }
    case "managementToken":
      return { error: "access_denied", error_description: `${whose.auth0ClientId} ${whose.auth0Secret}` };
    case "write":
    case "userRead":
      return { statusCode: status, error: "Some Error", message: `about ${who}`, errorCode: "some_error" };
    default: {
      const innerError = { date: "2026-11-22T02:48:00", "request-id": whose.oid };
      // Codes that blame the request; others are a state of the photo's mailbox.
      return { error: { code: "BadRequest", message: `about ${who}`, innerError } };
    }
  }
}

/** Ends the connection before anything is answered. */
export const reset: Behaviour = (_, response) => {
  response.socket?.destroy();
};

/** Ends the connection in the middle of the body. */
export const resetInBody = (status: number): Behaviour => {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "5000" });
    response.write('{"value":[', () => response.socket?.destroy());
  };
};

export const noAnswer: Behaviour = () => {};

/** Sends a status and headers, and no body. */
export const headersThenSilence = (status: number): Behaviour => {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.flushHeaders();
  };
};

/** What would have been right, far too late. */
export const slow: Behaviour = (exchange, response, whose) => {
  const timer = setTimeout(() => {
    healthy(exchange, response, whose);
  }, 5000);
  response.on("close", () => {
    clearTimeout(timer);
  });
};

/** A few bytes now and then, so that no time-out between bytes ever strikes. */
export const trickle: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => {
    clearInterval(timer);
  });
};

const CHUNK = Buffer.alloc(65_536, " ");
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

/** A body without end, as fast as it is taken. `bytes` of the exchange says how much that was. */
export const endless: Behaviour = (exchange, response) => {
  stream(200, exchange, response);
};

/** An error whose body has no end. */
export const endlessWith = (status: number): Behaviour => {
  return (exchange, response) => {
    stream(status, exchange, response);
  };
};

function stream(status: number, exchange: Exchange, response: ServerResponse): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.write(exchange.dependency === "photo" ? JPEG_START : "[");
  const pump = () => {
    while (!response.destroyed) {
      const taken = response.write(CHUNK, (error) => {
        if (!error) exchange.bytes += CHUNK.length;
      });
      if (!taken) return;
    }
  };
  response.on("drain", pump);
  pump();
}

const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));

/** Little on the wire, and much too much once it is unpacked. */
export const gzipBomb: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(BOMB);
};

/** Sends the client elsewhere. `/` is for the same host. */
export function redirect(status: number, location: string): Behaviour {
  return (_, response) => response.writeHead(status, { location }).end();
}

/** Wants to talk about something else from now on. */
export const upgrade: Behaviour = (_, response) =>
  response.socket?.write(
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
  );

/** Something that is no HTTP. */
export const noise: Behaviour = (_, response) => response.socket?.end("220 mail.example ESMTP\r\n\r\n");

/** A first page that is right, and a link to the next one. */
export function nextLink(link: (exchange: Exchange) => unknown): Behaviour {
  return (exchange, response, whose) => {
    const page = { value: whose.reports, "@odata.nextLink": link(exchange) };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
  };
}
