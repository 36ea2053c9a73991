// Writes the licences of the packages that the executable carries, as a page: docs/licences.md is its output, and a test compares.
//   node build/supply/licences.mjs > docs/licences.md
// Needs a restored src/StreamAe.Host with all optional parts.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packagesOf } from "./packages.mjs";

const packages = packagesOf(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const licences = [...new Set(packages.map((entry) => entry.licence))].sort();
const count = (licence) => packages.filter((entry) => entry.licence === licence).length;
console.log(`# Licences of what StreamAe carries

StreamAe itself is under the [MIT licence](../LICENSE). A build with all parts carries these packages; the .NET runtime, under the MIT licence, comes with
the machine or the image. \`node build/supply/licences.mjs\` writes this page from the packages themselves, and a test sees that it is current;
\`node build/supply/sbom.mjs\` writes the same as a software bill of materials (CycloneDX). Whoever passes the executable on passes these licences on with it.

| Licence | Packages |
|---|---|
${licences.map((licence) => `| ${licence} | ${count(licence)} |`).join("\n")}

| Package | Version | Licence | By |
|---|---|---|---|
${packages.map((entry) => `| ${entry.name} (${entry.ecosystem}) | ${entry.version} | ${entry.licence} | ${entry.authors.replaceAll("|", "\\|")} |`).join("\n")}`);
