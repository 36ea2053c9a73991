// Checks the fields of Kubernetes manifests: writes each as a constant of its resource's type and has the TypeScript compiler look at
// it. A field that the type does not have, or of another type, is an error.
//   node build/tools/type-manifests.mjs TOOLS MANIFESTS.yaml
// TOOLS is the folder that build/deploy-tools.sh fills. Exit code 1 with the compiler's messages where something does not fit.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [tools, manifests] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(tools, "package.json"));
const { parseAllDocuments } = require("yaml");

const operatorGroup = "monitoring.coreos.com";
const folder = mkdtempSync(join(tools, "types-"));
try {
  const lines = [];
  // YAML 1.1, as Kubernetes reads it.
  for (const [i, document] of parseAllDocuments(readFileSync(manifests, "utf8"), { version: "1.1" }).entries()) {
    if (document.errors.length > 0) throw document.errors[0];
    const resource = document.toJS();
    if (resource === null) continue;
    const { apiVersion, kind } = resource;
    if (!/^[a-z0-9./]+$/.test(apiVersion) || !/^[A-Za-z]+$/.test(kind)) throw new Error(`document ${i}: apiVersion ${apiVersion}, kind ${kind}`);
    const models = apiVersion.startsWith(`${operatorGroup}/`) ? "@kubernetes-models/prometheus-operator" : "kubernetes-models";
    lines.push(
      `import type { I${kind} as T${i} } from "${models}/${apiVersion}/${kind}";`,
      `export const r${i}: T${i} = /* ${kind} ${resource.metadata?.name} */ ${JSON.stringify(resource, null, 2)};`,
    );
  }
  if (lines.length === 0) throw new Error(`${manifests} has no manifest`);
  const source = join(folder, "manifests.ts");
  writeFileSync(source, lines.join("\n"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { noEmit: true, strict: true, skipLibCheck: true, module: "esnext", moduleResolution: "bundler", types: [] } }),
  );
  const compiler = spawnSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", folder], { encoding: "utf8", cwd: folder });
  // The lines that the messages point to say more than their numbers.
  const text = readFileSync(source, "utf8").split("\n");
  for (const message of compiler.stdout.trim().split("\n").filter(Boolean)) {
    console.log(message.replace(/^manifests\.ts\((\d+),\d+\): /, (_, line) => `${text[line - 1].trim()}: `));
  }
  process.exitCode = compiler.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
