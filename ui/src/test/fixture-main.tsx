import "@/trusted-types";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import "@/design/tokens.css";
import "@/design/base.css";
import "@/design/atoms.css";
import "@/design/contrast.css";
import type { Language, Theme } from "@/rpc/types";
import { createClient } from "@/rpc/client";
import { failure } from "./fixture-host";
import { scenes } from "./scenes";

// Screens for looking at: fixture.html?scene=users&theme=dark&language=de#/c/c1/t/User; with &fails=job_list,rows those fail.
const query = new URLSearchParams(globalThis.location.search);
// The router reads the query of the page as part of its own address.
history.replaceState(null, "", globalThis.location.pathname + globalThis.location.hash);
const scene = scenes[query.get("scene") ?? "users"] ?? scenes["users"];
const root = document.getElementById("root");
if (scene && root) {
  const made = scene((query.get("theme") ?? "light") as Theme);
  const { settings } = made.answers;
  const language = query.get("language");
  if (settings && language) made.answers.settings = async () => ({ ...(await settings(null)), language: language as Language });
  for (const command of query.get("fails")?.split(",") ?? []) Object.assign(made.answers, { [command]: () => { throw failure("store", "The local store could not be read.", { why: "The disk answered with an error. Nothing was sent.", action: "Check the disk, then try again." }); } });
  createRoot(root).render(<App client={createClient(made.host)} />);
}
