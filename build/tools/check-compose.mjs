// Checks a Compose file against the schema of the Compose specification, which refuses unknown keys.
//   node build/tools/check-compose.mjs TOOLS FILE
// TOOLS is the folder that build/deploy-tools.sh fills. Exit code 1 with each mistake where something does not fit.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [tools, file] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(tools, "package.json"));
const Ajv = require("ajv");
const { parse } = require("yaml");

const schema = JSON.parse(readFileSync(join(tools, "node_modules/dclint/schemas/compose.schema.json"), "utf8"));
delete schema.$schema; // ajv knows draft 7 by its http address alone.
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
if (!validate(parse(readFileSync(file, "utf8"), { merge: true }))) {
  for (const error of validate.errors) {
    console.log(`${error.instancePath || "/"}: ${error.message} ${JSON.stringify(error.params)}`);
  }
  process.exitCode = 1;
}
