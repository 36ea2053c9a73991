// Writes what the executable is made of as a CycloneDX 1.6 document, without Docker and the same for the same packages.
//   node build/supply/sbom.mjs [--out FILE]          standard output without --out
// Needs a restored src/StreamAe.Host. `docker buildx build --sbom=true` makes another of a whole image, base and runtime included.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packagesOf, versionOf } from "./packages.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const [option, file] = process.argv.slice(2);
if (option !== undefined && (option !== "--out" || file === undefined)) {
  console.error("usage: node build/supply/sbom.mjs [--out FILE]");
  process.exit(2);
}

const packages = packagesOf(root);
const version = versionOf(root);
const product = `pkg:generic/streamae@${version}`;
const purl = ({ ecosystem, name, version }) => `pkg:${ecosystem}/${name.replace("@", "%40")}@${version}`;
const component = (entry) => ({
  type: "library",
  "bom-ref": purl(entry),
  ...(entry.authors === "" ? {} : { authors: [{ name: entry.authors }] }),
  name: entry.name,
  version: entry.version,
  hashes: [{ alg: "SHA-512", content: Buffer.from(entry.sha512, "base64").toString("hex") }],
  licenses: [{ expression: entry.licence }],
  purl: purl(entry),
});
const dependedOn = new Set(packages.flatMap((entry) => entry.dependencies.map((dependency) => `pkg:${entry.ecosystem}/${dependency}`)));
const bom = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    component: { type: "application", "bom-ref": product, name: "streamae", version, licenses: [{ expression: "MIT" }], purl: product },
  },
  components: packages.map(component),
  dependencies: [
    { ref: product, dependsOn: packages.map(purl).filter((ref) => !dependedOn.has(ref)) },
    ...packages.map((entry) => ({ ref: purl(entry), dependsOn: entry.dependencies.map((dependency) => `pkg:${entry.ecosystem}/${dependency}`) })),
  ],
};
// The serial number is that of the content: the same packages are the same document.
const digest = createHash("sha256").update(JSON.stringify(bom)).digest("hex");
bom.serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
const text = `${JSON.stringify(bom, null, 2)}\n`;
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
