// Bundles the console.
//   node build.mjs [--out FOLDER]          the console itself, names hashed, into dist/ or FOLDER
//   node build.mjs --watch                 the same, again after each change
//   node build.mjs --node FILE|FOLDER      TypeScript for node (tests, fixtures) into out/
import { build, context } from "esbuild";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const out = path.resolve(option("--out") ?? path.join(here, "dist"));

// What is smaller than this is not worth a second copy.
const LEAST_GZIP_BYTES = 1024;

async function writePage(result) {
  const outputs = Object.entries(result.metafile.outputs);
  const nameOf = (entry) => path.basename(outputs.find(([, o]) => o.entryPoint === entry)[0]);
  const icon = path.basename(outputs.find(([file]) => /icon-.*\.svg$/.test(file))[0]);
  const page = (await readFile(path.join(here, "index.html"), "utf8"))
    .replace("{{script}}", nameOf("src/main.ts"))
    .replace("{{style}}", nameOf("src/styles/console.css"))
    .replace("{{icon}}", icon);
  await writeFile(path.join(out, "index.html"), page);
  for (const name of await readdir(out)) {
    const bytes = await readFile(path.join(out, name));
    if (bytes.length >= LEAST_GZIP_BYTES) await writeFile(path.join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

const browser = {
  absWorkingDir: here,
  entryPoints: ["src/main.ts", "src/styles/console.css", "src/styles/icon.svg"],
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  loader: { ".svg": "copy" },
  logLevel: "warning",
  plugins: [
    {
      name: "page",
      setup(plugin) {
        plugin.onStart(async () => {
          await rm(out, { recursive: true, force: true });
          await mkdir(out, { recursive: true });
        });
        plugin.onEnd(async (result) => {
          if (result.errors.length === 0) await writePage(result);
        });
      },
    },
  ],
};

async function nodeEntries(source) {
  if (!(await stat(source)).isDirectory()) return [source];
  return (await readdir(source)).filter((name) => name.endsWith(".test.ts")).map((name) => path.join(source, name));
}

const forNode = option("--node");
if (forNode) {
  const source = path.resolve(here, forNode);
  await build({
    absWorkingDir: here,
    entryPoints: await nodeEntries(source),
    outbase: here,
    outdir: path.join(here, "out"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    sourcemap: "inline",
    packages: "external",
    logLevel: "warning",
  });
} else if (process.argv.includes("--watch")) {
  await (await context(browser)).watch();
} else {
  await build(browser);
}
