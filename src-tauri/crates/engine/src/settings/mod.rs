//! Settings of this installation, and where things lie.

mod keep;

pub(crate) use keep::{forget_gone, kept_settings};
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

/// How much of the record of exchanges is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Retention {
    /// Days an exchange is kept, 1 to 365.
    pub exchange_days: u16,
    /// Most exchanges kept, 100 to 500,000.
    pub exchanges: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            exchange_days: 30,
            exchanges: 50_000,
        }
    }
}

impl Retention {
    /// Within what is sensible, whatever was asked for.
    #[must_use]
    fn within(self) -> Self {
        Self {
            exchange_days: self.exchange_days.clamp(1, 365),
            exchanges: self.exchanges.clamp(100, 500_000),
        }
    }
    /// What was recorded before this goes; both in Unix milliseconds.
    pub(crate) fn oldest(self, now: i64) -> i64 {
        now.saturating_sub(i64::from(self.exchange_days) * 24 * 3600 * 1000)
    }
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
    /// How much of the record of exchanges is kept.
    pub retention: Retention,
    /// What the window remembers (open connection, columns, widths), its own JSON; Rollcall only keeps it, and lets go
    /// of what belongs to connections that were removed.
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
