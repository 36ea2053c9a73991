import type { EntityRequest, RequestView } from "../../api/types";
import type { Context } from "../../app/context";
import { ask, type AskOptions } from "../../ui/dialog";
import { toast, toastError } from "../../ui/toast";

/** Asks for the reason, then asks the entity. Null where it was left or refused at once. */
export async function sendRequest(context: Context, monitor: string, key: string, request: Omit<EntityRequest, "reason">, options: AskOptions): Promise<RequestView | null> {
  const given = await ask(options);
  if (!given) return null;
  try {
    const view = await context.api.request(monitor, key, { ...request, reason: given.reason });
    toast(`Request ${view.sequence} waits: ${key} applies it before its next row.`);
    return view;
  } catch (error) {
    toastError(error, "Not asked");
    return null;
  }
}
