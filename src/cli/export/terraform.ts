/**
 * The Action as Terraform: `auth0_action`, and `auth0_trigger_action`, which adds to a flow where
 * `auth0_trigger_actions` would replace it.
 *
 * @module
 * @see https://github.com/auth0/terraform-provider-auth0/blob/main/docs/resources/action.md
 */

import type { ActionConfig } from "../shared/config";
import { type ExportedFile, codePath } from "./deploy-cli";

/** The first version of the provider that knows `node22`. */
const PROVIDER_VERSION = ">= 1.11.0";

/** One file; the code is read from where the deploy-cli directory has it. */
export function terraformFile(config: ActionConfig, secrets: readonly string[]): ExportedFile {
  const resource = identifier(config.name);
  const help = new Map(config.secrets.map((secret) => [secret.name, secret.help]));
  const blocks = [
    `# Written by "npm run export" from actions.config.json. Values: TF_VAR_${identifier(secrets[0] ?? "name")} and so on, or a .tfvars file.`,
    block("terraform", [
      block("required_providers", [
        `auth0 = {\n  source  = "auth0/auth0"\n  version = ${quote(PROVIDER_VERSION)}\n}`,
      ]),
    ]),
    ...secrets.map((secret) =>
      block(`variable ${quote(identifier(secret))}`, [
        attributes({ description: quote(help.get(secret) ?? secret), type: "string", sensitive: "true" }),
      ]),
    ),
    block(`resource "auth0_action" ${quote(resource)}`, [
      attributes({
        name: quote(config.name),
        runtime: quote(config.runtime),
        code: `file("\${path.module}/${literal(codePath(config))}")`,
        deploy: "true",
      }),
      ...config.supported_triggers.map(({ id, version }) =>
        block("supported_triggers", [attributes({ id: quote(id), version: quote(version) })]),
      ),
      ...config.dependencies.map(({ name, version }) =>
        block("dependencies", [attributes({ name: quote(name), version: quote(version) })]),
      ),
      ...secrets.map((name) =>
        block("secrets", [attributes({ name: quote(name), value: `var.${identifier(name)}` })]),
      ),
    ]),
    ...config.supported_triggers.map(({ id }) =>
      block(`resource "auth0_trigger_action" ${quote(resource)}`, [
        attributes({ trigger: quote(id), action_id: `auth0_action.${resource}.id` }),
      ]),
    ),
  ];
  return { path: `${resource.replaceAll("_", "-")}.tf`, text: `${blocks.join("\n\n")}\n` };
}

/** A name of Terraform's: lower case, digits and underscores. */
export function identifier(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}

function block(head: string, parts: readonly string[]): string {
  const body = parts.join("\n\n").replaceAll(/^(?=.)/gm, "  ");
  return `${head} {\n${body}\n}`;
}

/** One to a line, with their values below each other, as `terraform fmt` sets them. */
function attributes(values: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values)
    .map(([name, value]) => `${name.padEnd(width)} = ${value}`)
    .join("\n");
}

function quote(text: string): string {
  return `"${literal(text)}"`;
}

/** Text within quotes, in which `${` and `%{` would begin a template. */
function literal(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll("${", "$${").replaceAll("%{", "%%{");
}
