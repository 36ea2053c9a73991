import type { PageShow } from "../app/context";
import { alertsPage } from "./alerts/alerts";
import { auditPage } from "./audit/audit";
import { entitiesPage } from "./entities/entities";
import { entityPage } from "./entity/entity";
import { modelsPage } from "./models/models";
import { monitorsPage } from "./monitors/monitors";
import { overview } from "./overview/overview";
import { sourcesPage } from "./sources/sources";
import { thresholdsPage } from "./thresholds/thresholds";

/** Each page by its path. */
export const pages: Record<string, PageShow> = {
  "/": overview,
  "/alerts": alertsPage,
  "/entities": entitiesPage,
  "/entity": entityPage,
  "/thresholds": thresholdsPage,
  "/models": modelsPage,
  "/sources": sourcesPage,
  "/monitors": monitorsPage,
  "/audit": auditPage,
};
