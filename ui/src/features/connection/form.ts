import type { AuthView, ConnectionChange, ConnectionColour, ConnectionView, Environment, ExtraInput, NewConnection, OAuthView, PresetChoice } from "@/rpc/types";
import { emptyNetwork, networkFormOf, toNetwork, type NetworkForm } from "./network";

const emptyOAuth: OAuthView = { tokenUrl: "", clientId: "", proof: "basic", keyId: "", scope: "", audience: "", resource: "", accountId: "" };

/** A header or parameter to send along; a secret one left empty keeps what is stored. */
export interface ExtraForm extends Omit<ExtraInput, "value"> {
  value: string;
  /** Whether its secret is stored. */
  stored: boolean;
}

/** The form as it is being filled in. */
export interface ConnectionForm extends NetworkForm {
  name: string;
  url: string;
  environment: Exclude<Environment, "builtIn">;
  auth: AuthView["kind"];
  user: string;
  /** The header of an API key. */
  header: string;
  oauth: OAuthView;
  /** When the token or secret ends, as a date; empty when nobody knows. */
  tokenEnds: string;
  /** Where the browser goes. */
  authorizeUrl: string;
  /** A refresh token got otherwise; empty keeps what is stored. */
  refreshToken: string;
  /** Empty keeps what is stored. */
  secret: string;
  extras: readonly ExtraForm[];
  readOnly: boolean;
  notes: string;
  /** To find it again; it says nothing by itself. */
  colour: ConnectionColour | null;
  /** What is known of the product, when one was chosen. */
  preset: PresetChoice | null;
}

export const emptyForm: ConnectionForm = {
  ...emptyNetwork,
  name: "", url: "", environment: "production", auth: "bearer", user: "", header: "X-API-Key", oauth: emptyOAuth, tokenEnds: "", authorizeUrl: "", refreshToken: "", secret: "", extras: [], readOnly: false, notes: "", colour: null, preset: null,
};

/** The form with another way to sign in. A client of a person has no secret by custom, one that signs in by itself must have one. */
export function withAuth(auth: AuthView["kind"], form: ConnectionForm): Pick<ConnectionForm, "auth" | "oauth"> {
  const proof = auth === "person" ? "none" : form.oauth.proof === "none" ? "basic" : form.oauth.proof;
  return { auth, oauth: { ...form.oauth, proof } };
}

export function formOf(connection: ConnectionView): ConnectionForm {
  return {
    ...networkFormOf(connection.network),
    name: connection.name,
    url: connection.url ?? "",
    environment: connection.environment === "builtIn" ? "sandbox" : connection.environment,
    auth: connection.auth.kind,
    user: connection.auth.kind === "basic" ? connection.auth.user : "",
    header: connection.auth.kind === "apiKey" ? connection.auth.header : emptyForm.header,
    oauth: "oauth" in connection.auth ? connection.auth.oauth : emptyOAuth,
    tokenEnds: connection.token?.from === "typed" ? connection.token.endsAt.slice(0, 10) : "",
    authorizeUrl: connection.auth.kind === "person" ? connection.auth.authorizeUrl : "",
    refreshToken: "",
    secret: "",
    extras: connection.extras.map((extra) => ({ ...extra, value: extra.value ?? "", stored: extra.secret })),
    readOnly: connection.readOnly,
    notes: connection.notes,
    colour: connection.colour,
    preset: connection.preset?.choice ?? null,
  };
}

function authOf(form: ConnectionForm): AuthView {
  switch (form.auth) {
    case "basic": return { kind: "basic", user: form.user };
    case "apiKey": return { kind: "apiKey", header: form.header };
    case "clientCredentials": return { kind: form.auth, oauth: form.oauth };
    case "person": return { kind: form.auth, authorizeUrl: form.authorizeUrl, oauth: form.oauth };
    default: return { kind: form.auth };
  }
}

export function toNew(form: ConnectionForm): NewConnection {
  return {
    name: form.name.trim(),
    url: form.url.trim(),
    environment: form.environment,
    auth: authOf(form),
    secret: form.auth === "none" || form.secret === "" ? null : form.secret,
    // The last moment of that day.
    tokenEndsAt: form.auth !== "none" && form.tokenEnds !== "" ? `${form.tokenEnds}T23:59:59Z` : null,
    refreshToken: form.auth === "person" && form.refreshToken !== "" ? form.refreshToken : null,
    network: toNetwork(form),
    // A row that was never filled in is none.
    extras: form.extras.filter((extra) => extra.name.trim() !== "").map(({ place, name, secret, value }) => ({ place, name, secret, value: value === "" ? null : value })),
    // Production always starts read-only and is unlocked for a while; the switch is for the others.
    readOnly: form.environment === "production" ? null : form.readOnly,
    notes: form.notes,
    colour: form.colour,
    preset: form.preset,
  };
}

export function toChange(form: ConnectionForm): ConnectionChange {
  const { name, url, environment, auth, secret, tokenEndsAt, refreshToken, extras, network, readOnly, notes } = toNew(form);
  return { name, url, environment, auth, secret, tokenEndsAt, refreshToken, extras, network, readOnly, notes, colour: { colour: form.colour }, preset: { choice: form.preset } };
}

/** Is there enough to try? The engine says what is wrong with it. */
export function canTest(form: ConnectionForm, stored: boolean): boolean {
  if (!/^https?:\/\/[^/\s]+/i.test(form.url.trim())) return false;
  if (form.extras.some((extra) => extra.name.trim() !== "" && extra.value === "" && !extra.stored)) return false;
  if (form.proxy === "explicit" && form.proxyAddress.trim() === "") return false;
  if (form.auth === "none") return true;
  // A refresh token may hold for one use: it is not spent on trying a form.
  if (form.auth === "person" && (form.refreshToken !== "" || !stored)) return false;
  if ((form.auth === "clientCredentials" || form.auth === "person") && !(/^https?:\/\/[^/\s]+/i.test(form.oauth.tokenUrl.trim()) && form.oauth.clientId.trim())) return false;
  if (form.auth === "apiKey" && form.header.trim() === "") return false;
  if (form.auth === "basic" && form.user.trim() === "") return false;
  if (form.auth === "person" && form.oauth.proof === "none") return true;
  return form.secret !== "" || stored;
}
