import type { Role, Session } from "../api/types";

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

export const may = (session: Session, role: Role): boolean => RANK[session.role] >= RANK[role];

/** Switches a control off where the role does not reach, and says why in its title. */
export function guard<T extends HTMLElement>(control: T, session: Session, role: Role): T {
  if (may(session, role)) return control;
  control.setAttribute("disabled", "");
  control.title = `You are signed in as ${session.name} (${session.role}); this needs the role ${role}.`;
  return control;
}
