//! Settings of this installation, and where things lie.

mod keep;

use serde::{Deserialize, Serialize};

use crate::StoreMode;

/// Colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the operating system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black, white and strong lines.
    HighContrast,
}

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// As the operating system, where Rollcall speaks its language; else English.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// Height of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Density {
    /// 32 px.
    #[default]
    Regular,
    /// 30 px.
    Compact,
    /// 33 px.
    Comfortable,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Language.
    pub language: Language,
    /// Height of rows.
    pub density: Density,
    /// What the window remembers (open connection, columns, widths), its own JSON; Rollcall only keeps it.
    pub window: serde_json::Map<String, serde_json::Value>,
}

/// One file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Stable name: `home`, `jobs`, `cache`, `vault`, `backups`, `logs`.
    pub name: String,
    /// Path.
    pub path: String,
    /// Size in bytes, with what belongs to it; `None` when it is not there.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub bytes: Option<u64>,
}

/// Where things lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// Where the keys live.
    pub mode: StoreMode,
    /// The places.
    pub places: Vec<Place>,
    /// Version of Rollcall.
    pub version: String,
}
