import "./trusted-types";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "./design/tokens.css";
import "./design/base.css";
import "./design/atoms.css";
import "./design/contrast.css";
import { chooseHost } from "./host/choose";
import { createClient } from "./rpc/client";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");
createRoot(root).render(
  <StrictMode>
    <App client={createClient(chooseHost())} />
  </StrictMode>,
);
