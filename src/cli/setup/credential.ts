/**
 * Steps that create the credential of the app.
 *
 * @module
 */

import { appPage, appsPage } from "../shared/portal";
import type { Plan } from "./plan";
import { appendSetting, command, quote, valueOf } from "./shell";
import type { Step } from "./step";

/** A client secret or a certificate, or none if the app has one. */
export function credentialSteps(plan: Plan): Step[] {
  const { credential, clientId, cloud } = plan;
  const page = clientId === undefined ? appsPage(cloud) : appPage(cloud, clientId, "credentials");
  if (credential !== undefined && clientId !== undefined) {
    const done = credential === "secret" ? "AZURE_CLIENT_SECRET" : "AZURE_CLIENT_CERTIFICATE";
    return [{ title: "Create a credential", done, page }];
  }
  if (credential === "certificate") return [uploadCertificate(plan, page)];
  return [createSecret(plan, page), createCertificate(plan, page)];
}

/**
 * The secret is never an argument of a program, because other users of the machine can see those.
 *
 * @see https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-reset
 */
function createSecret({ name, clientId, file }: Plan, page: string): Step {
  return {
    title: "Create a client secret",
    notes: [
      "A certificate can be used instead: see the next step.",
      `Entra shows a secret only once. The commands write it to ${file} and do not print it. It expires after a year.`,
    ],
    commands: [
      command(
        "secret=$(az ad app credential reset",
        `--id ${valueOf(clientId, "client_id").word}`,
        "--append",
        `--display-name ${quote(name)}`,
        "--years 1",
        "--query password --output tsv)",
      ),
      appendSetting(file, "AZURE_CLIENT_SECRET", "${secret:?}"),
      "unset secret",
    ],
    page,
    writes: ["AZURE_CLIENT_SECRET"],
  };
}

/** RSA-2048, because Auth0 stores at most 4096 characters, and `@azure/identity` accepts no elliptic-curve keys. */
function createCertificate(plan: Plan, page: string): Step {
  const { file } = plan;
  return {
    title: "Or create a certificate instead of the client secret",
    notes: [
      `The commands write the private key to ${file} and delete the key file. The certificate expires after a year.`,
    ],
    commands: [
      command(
        "(umask 077; openssl req -x509",
        "-newkey rsa:2048",
        "-nodes",
        "-sha256",
        "-days 365",
        "-subj /CN=entra-enrichment",
        "-keyout entra-key.pem",
        "-out entra-certificate.pem)",
      ),
      upload(plan),
      command(
        "certificate=$(awk",
        String.raw`'{ printf "%s\\n", $0 }'`,
        "entra-certificate.pem",
        "entra-key.pem)",
      ),
      appendSetting(file, "AZURE_CLIENT_CERTIFICATE", "${certificate:?}"),
      command("unset certificate;", "rm entra-certificate.pem entra-key.pem"),
    ],
    page,
    writes: ["AZURE_CLIENT_CERTIFICATE"],
  };
}

function uploadCertificate(plan: Plan, page: string): Step {
  return {
    title: "Add the certificate to the app",
    done: "AZURE_CLIENT_CERTIFICATE",
    notes: ["Save the certificate, without its private key, as entra-certificate.pem."],
    commands: [upload(plan)],
    page,
  };
}

/** `--append` keeps the other credentials of the app. */
function upload({ clientId }: Plan): string {
  return command(
    "az ad app credential reset",
    `--id ${valueOf(clientId, "client_id").word}`,
    "--append",
    "--cert @entra-certificate.pem",
    "--output none",
  );
}
