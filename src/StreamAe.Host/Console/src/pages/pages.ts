import type { PageShow } from "../app/context";
import { overview } from "./overview/overview";

/** Each page by its path. */
export const pages: Record<string, PageShow> = {
  "/": overview,
};
