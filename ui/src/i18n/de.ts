import type { MessageKey } from "./en";
import { browse } from "./de/browse";
import { lists } from "./de/lists";
import { calibration } from "./de/calibration";
import { checkup } from "./de/checkup";
import { common } from "./de/common";
import { connection } from "./de/connection";
import { detail } from "./de/detail";
import { edit } from "./de/edit";
import { engine } from "./de/engine";
import { errors } from "./de/errors";
import { faults } from "./de/faults";
import { fields } from "./de/fields";
import { history } from "./de/history";
import { groups } from "./de/groups";
import { imports } from "./de/import";
import { inventory } from "./de/inventory";
import { jobs } from "./de/jobs";
import { overview } from "./de/overview";
import { palette } from "./de/palette";
import { plans } from "./de/plans";
import { presets } from "./de/presets";
import { profiles } from "./de/profiles";
import { review } from "./de/review";
import { evidence } from "./de/evidence";
import { said } from "./de/said";
import { settings } from "./de/settings";
import { setup } from "./de/setup";
import { shell } from "./de/shell";

/** Every sentence of the window in German. One that is missing does not compile; nor does one that English has not. */
export const de: Readonly<Record<MessageKey, string>> = {
  ...common, ...shell, ...setup, ...connection, ...browse, ...lists, ...detail, ...edit, ...palette, ...review, ...imports, ...jobs, ...settings, ...fields, ...errors,
  ...history, ...groups, ...checkup, ...engine, ...faults, ...said, ...evidence, ...plans, ...presets,
  ...profiles, ...overview, ...inventory, ...calibration,
};
