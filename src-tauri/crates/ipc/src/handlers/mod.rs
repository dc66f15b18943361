//! One handler a command: reads nothing, decides nothing, calls one method of the engine.

mod calibration;
mod connections;
mod groups;
mod history;
mod imports;
mod jobs;
mod overview;
mod portable;
mod presets;
mod resources;
mod setup;
mod store;

pub(crate) use calibration::*;
pub(crate) use connections::*;
pub(crate) use groups::*;
pub(crate) use history::*;
pub(crate) use imports::*;
pub(crate) use jobs::*;
pub(crate) use overview::*;
pub(crate) use portable::*;
pub(crate) use presets::*;
pub(crate) use resources::*;
pub(crate) use setup::*;
pub(crate) use store::*;
