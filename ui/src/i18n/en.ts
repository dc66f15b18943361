import { browse } from "./en/browse";
import { lists } from "./en/lists";
import { calibration } from "./en/calibration";
import { checkup } from "./en/checkup";
import { common } from "./en/common";
import { connection } from "./en/connection";
import { detail } from "./en/detail";
import { edit } from "./en/edit";
import { engine } from "./en/engine";
import { errors } from "./en/errors";
import { faults } from "./en/faults";
import { fields } from "./en/fields";
import { history } from "./en/history";
import { groups } from "./en/groups";
import { imports } from "./en/import";
import { inventory } from "./en/inventory";
import { jobs } from "./en/jobs";
import { overview } from "./en/overview";
import { palette } from "./en/palette";
import { plans } from "./en/plans";
import { presets } from "./en/presets";
import { profiles } from "./en/profiles";
import { review } from "./en/review";
import { evidence } from "./en/evidence";
import { said } from "./en/said";
import { settings } from "./en/settings";
import { setup } from "./en/setup";
import { shell } from "./en/shell";

/** Every sentence of the window, by key. Another language is another such object. */
export const en = {
  ...common, ...shell, ...setup, ...connection, ...browse, ...lists, ...detail, ...edit, ...palette, ...review, ...imports, ...jobs, ...settings, ...fields, ...errors,
  ...history, ...groups, ...checkup, ...engine, ...faults, ...said, ...evidence, ...plans, ...presets,
  ...profiles, ...overview, ...inventory, ...calibration,
} as const satisfies Record<string, string>;

export type MessageKey = keyof typeof en;
