import type { PageShow } from "../app/context";
import { alertsPage } from "./alerts/alerts";
import { entitiesPage } from "./entities/entities";
import { entityPage } from "./entity/entity";
import { overview } from "./overview/overview";

/** Each page by its path. */
export const pages: Record<string, PageShow> = {
  "/": overview,
  "/alerts": alertsPage,
  "/entities": entitiesPage,
  "/entity": entityPage,
};
