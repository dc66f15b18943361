import { createHashHistory, createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { ConnectionHome } from "./pages/ConnectionHome";
import { ConnectionPage } from "./pages/ConnectionPage";
import { Home } from "./pages/Home";
import { ImportPage } from "./pages/ImportPage";
import { InventoryPage } from "./pages/InventoryPage";
import { JobPage } from "./pages/JobPage";
import { JobsPage } from "./pages/JobsPage";
import { NowhereAlone } from "./pages/Nowhere";
import { OverviewPage } from "./pages/OverviewPage";
import { TypePage } from "./pages/TypePage";
import { WelcomePage } from "./pages/WelcomePage";
import { Shell } from "./Shell";
import { SettingsPage } from "@/features/settings";

const root = createRootRoute({ component: Outlet, notFoundComponent: NowhereAlone });
const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });
const welcome = createRoute({ getParentRoute: () => root, path: "/welcome", component: WelcomePage });
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const addConnection = createRoute({ getParentRoute: () => shell, path: "/connections/new", component: ConnectionPage });
const inventory = createRoute({ getParentRoute: () => shell, path: "/connections", component: InventoryPage });
const editConnection = createRoute({ getParentRoute: () => shell, path: "/connections/$connection", component: ConnectionPage });
const connection = createRoute({ getParentRoute: () => shell, path: "/c/$connection", component: ConnectionHome });
const overview = createRoute({ getParentRoute: () => shell, path: "/c/$connection/overview", component: OverviewPage });
const type = createRoute({
  getParentRoute: () => shell,
  path: "/c/$connection/t/$type",
  component: TypePage,
  validateSearch: (search: Record<string, unknown>): { id?: string } => (typeof search["id"] === "string" ? { id: search["id"] } : {}),
});
const jobsOf = createRoute({ getParentRoute: () => shell, path: "/c/$connection/jobs", component: JobsPage });
const importList = createRoute({ getParentRoute: () => shell, path: "/c/$connection/import", component: ImportPage });
const job = createRoute({ getParentRoute: () => shell, path: "/jobs/$job", component: JobPage });
const settings = createRoute({ getParentRoute: () => shell, path: "/settings", component: SettingsPage });

const tree = root.addChildren([home, welcome, shell.addChildren([addConnection, inventory, editConnection, connection, overview, type, jobsOf, importList, job, settings])]);

/** The page is served as static files under an address that never changes: the place is in the fragment. */
export function makeRouter() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultPreload: false,
    // An id that looks like a number stays text.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch(search) {
      const text = new URLSearchParams(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string")).toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
