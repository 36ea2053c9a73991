// Checks a software bill of materials against the schema of CycloneDX 1.6.
//   node build/tools/check-sbom.mjs TOOLS FILE
// TOOLS is the folder that build/deploy-tools.sh fills. Exit code 1 with each mistake where something does not fit.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [tools, file] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(tools, "package.json"));
const Ajv = require("ajv");

const schemas = join(tools, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const schema = (name) => JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8"));
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
for (const name of ["spdx", "jsf-0.82", "cryptography-defs"]) {
  const { $id, ...referred } = schema(name); // It is referred to by the name of its file.
  ajv.addSchema(referred, `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
}
const validate = ajv.compile(schema("bom-1.6"));
if (!validate(JSON.parse(readFileSync(file, "utf8")))) {
  for (const error of validate.errors) console.log(`${error.instancePath || "/"}: ${error.message} ${JSON.stringify(error.params)}`);
  process.exitCode = 1;
}
