// The packages of others that a build of the executable carries: of NuGet from the restored graph (obj/project.assets.json), of npm, for
// the console, from its lock file. Not those that only build or check: analyzers, test frameworks, bundlers.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Packages that name no licence by its SPDX name, but a file or an address. Looked up by hand; a package that is not here fails the scripts.
const byHand = new Map([
  ["ILGPU", "NCSA"],
  ["librdkafka.redist", "BSD-2-Clause AND BSD-3-Clause AND MIT AND Zlib AND Apache-2.0"], // LICENSES.txt: its own, and those of what it carries
  ["SourceGear.sqlite3", "blessing"], // public domain
]);

/** @typedef {{ ecosystem: "nuget" | "npm", name: string, version: string, licence: string, authors: string, sha512: string, dependencies: string[] }} Package */

/** @returns {Package[]} in the order of ecosystem and name */
export function packagesOf(root) {
  return [...nugetPackages(root), ...npmPackages(root)];
}

function nugetPackages(root) {
  const path = join(root, "src/StreamAe.Host/obj/project.assets.json");
  if (!existsSync(path)) throw new Error(`${path} is missing: restore first (dotnet restore src/StreamAe.Host).`);
  const assets = JSON.parse(readFileSync(path, "utf8"));
  const target = Object.entries(assets.targets).find(([name]) => !name.includes("/"))[1];
  const ids = new Map(Object.keys(target).map((id) => [id.split("/")[0].toLowerCase(), id]));
  const carried = Object.entries(target).filter(([, library]) => library.type === "package" && carriesFiles(library));
  const kept = new Set(carried.map(([id]) => id));
  return carried
    .map(([id, library]) => {
      const [name, version] = id.split("/");
      const { sha512, path: folder } = assets.libraries[id];
      return {
        ecosystem: "nuget",
        name,
        version,
        ...described(assets, id, folder, name),
        sha512,
        dependencies: Object.keys(library.dependencies ?? {})
          .map((dependency) => ids.get(dependency.toLowerCase()))
          .filter((dependency) => kept.has(dependency))
          .map((dependency) => dependency.replace("/", "@"))
          .sort(),
      };
    })
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function carriesFiles(library) {
  const files = ["runtime", "native", "runtimeTargets", "resource"].flatMap((kind) => Object.keys(library[kind] ?? {}));
  return files.some((file) => !file.endsWith("/_._"));
}

/** What the package's nuspec says of it. */
function described(assets, id, folder, name) {
  const places = Object.keys(assets.packageFolders).map((place) => join(place, folder, `${name.toLowerCase()}.nuspec`));
  const nuspec = places.find(existsSync);
  if (!nuspec) throw new Error(`${id} is not in ${Object.keys(assets.packageFolders).join(", ")}.`);
  const text = readFileSync(nuspec, "utf8");
  const element = (tag) => (text.match(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`)) ?? ["", ""])[1].trim();
  const expression = text.match(/<license type="expression"[^>]*>([^<]*)<\/license>/);
  const licence = expression ? expression[1].trim() : byHand.get(name);
  if (!licence) throw new Error(`${id} names no licence by its SPDX name (${element("license") || element("licenseUrl")}): look it up and add it to build/supply/packages.mjs.`);
  return { licence, authors: element("authors") };
}

function npmPackages(root) {
  const lock = JSON.parse(readFileSync(join(root, "src/StreamAe.Host/Console/package-lock.json"), "utf8"));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== "" && !entry.dev)
    .map(([path, entry]) => ({
      ecosystem: "npm",
      name: path.replace(/^.*node_modules\//, ""),
      version: entry.version,
      licence: entry.license,
      authors: "",
      sha512: entry.integrity.replace(/^sha512-/, ""),
      dependencies: [],
    }));
}

/** The product's own version. */
export function versionOf(root) {
  return readFileSync(join(root, "Directory.Build.props"), "utf8").match(/<Version>(.*)<\/Version>/)[1];
}
