import type { AuthView, ConnectionChange, ConnectionView, Environment, NewConnection } from "@/rpc/types";

/** The form as it is being filled in. */
export interface ConnectionForm {
  name: string;
  url: string;
  environment: Exclude<Environment, "builtIn">;
  auth: AuthView["kind"];
  user: string;
  /** Empty keeps what is stored. */
  secret: string;
  readOnly: boolean;
  notes: string;
}

export const emptyForm: ConnectionForm = {
  name: "", url: "", environment: "production", auth: "bearer", user: "", secret: "", readOnly: false, notes: "",
};

export function formOf(connection: ConnectionView): ConnectionForm {
  return {
    name: connection.name,
    url: connection.url ?? "",
    environment: connection.environment === "builtIn" ? "sandbox" : connection.environment,
    auth: connection.auth.kind,
    user: connection.auth.kind === "basic" ? connection.auth.user : "",
    secret: "",
    readOnly: connection.readOnly,
    notes: connection.notes,
  };
}

function authOf(form: ConnectionForm): AuthView {
  return form.auth === "basic" ? { kind: "basic", user: form.user } : { kind: form.auth };
}

export function toNew(form: ConnectionForm): NewConnection {
  return {
    name: form.name.trim(),
    url: form.url.trim(),
    environment: form.environment,
    auth: authOf(form),
    secret: form.auth === "none" || form.secret === "" ? null : form.secret,
    // Production always starts read-only and is unlocked for a while; the switch is for the others.
    readOnly: form.environment === "production" ? null : form.readOnly,
    notes: form.notes,
  };
}

export function toChange(form: ConnectionForm): ConnectionChange {
  const { name, url, environment, auth, secret, readOnly, notes } = toNew(form);
  return { name, url, environment, auth, secret, readOnly, notes };
}

/** Is there enough to try? The engine says what is wrong with it. */
export function canTest(form: ConnectionForm, stored: boolean): boolean {
  if (!/^https?:\/\/[^/\s]+/i.test(form.url.trim())) return false;
  if (form.auth === "none") return true;
  if (form.auth === "basic" && form.user.trim() === "") return false;
  return form.secret !== "" || stored;
}
