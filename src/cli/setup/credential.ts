/**
 * Steps that create the credential of the app.
 *
 * @module
 */

import { appPage } from "../shared/portal";
import { appMenu } from "./menu";
import { type Plan, nameFor } from "./plan";
import { appendSetting, command, quote, valueOf } from "./shell";
import type { Step } from "./step";

/** A client secret or a certificate, or none if the app has one. */
export function credentialSteps(plan: Plan): Step[] {
  const { credential, clientId, cloud } = plan;
  const page =
    clientId === undefined ? appMenu("Certificates & secrets") : appPage(cloud, clientId, "credentials");
  if (credential !== undefined && clientId !== undefined) {
    const done = credential === "secret" ? "AZURE_CLIENT_SECRET" : "AZURE_CLIENT_CERTIFICATE";
    return [{ title: "Create a credential", done, page }];
  }
  if (credential === "certificate") return [uploadCertificate(plan, page)];
  return [
    {
      title: "Create a client secret or a certificate",
      notes: [
        `Either create a client secret. The commands write it to ${plan.file} and do not print it. Entra shows it only once. It expires after a year.`,
      ],
      commands: createSecret(plan),
      blocks: [
        {
          note: `Or create a certificate. The commands write the private key to ${plan.file} and delete the key file. The certificate expires after a year.`,
          commands: createCertificate(plan),
        },
      ],
      page,
      writes: ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"],
    },
  ];
}

/**
 * The secret is never an argument of a program, because other users of the machine can see those.
 *
 * @see https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-reset
 */
function createSecret(plan: Plan): string[] {
  return [
    command(
      "secret=$(az ad app credential reset",
      `--id ${valueOf(plan.clientId, "client_id").word}`,
      "--append",
      `--display-name ${quote(nameFor(plan))}`,
      "--years 1",
      "--query password --output tsv)",
    ),
    appendSetting(plan.file, "AZURE_CLIENT_SECRET", "${secret:?}"),
    "unset secret",
  ];
}

/** RSA-2048, because Auth0 stores at most 4096 characters, and `@azure/identity` accepts no elliptic-curve keys. */
function createCertificate(plan: Plan): string[] {
  return [
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
    appendSetting(plan.file, "AZURE_CLIENT_CERTIFICATE", "${certificate:?}"),
    command("unset certificate;", "rm entra-certificate.pem entra-key.pem"),
  ];
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
