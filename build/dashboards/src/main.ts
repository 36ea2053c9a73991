// Writes the dashboards into dashboards/ of the repository, or into the folder that is named.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { capacity } from "./pages/capacity.js";
import { cluster } from "./pages/cluster.js";
import { models } from "./pages/models.js";
import { monitor } from "./pages/monitor.js";
import { overview } from "./pages/overview.js";
import { pipeline } from "./pages/pipeline.js";

const folder = process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "dashboards");
mkdirSync(folder, { recursive: true });
for (const [name, made] of Object.entries({ overview, monitor, pipeline, models, cluster, capacity })) {
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(made, null, 2)}\n`);
}
