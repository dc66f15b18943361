//! Requests about presets and about what is known of a server.

use rollcall_engine::{Confirmation, ConnectionId};
use serde::Deserialize;
use ts_rs::TS;

/// An address as it is being typed.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestPreset {
    /// As typed.
    pub url: String,
}

/// A feature to be set by hand.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetCapability {
    /// Where.
    pub connection: ConnectionId,
    /// Which.
    pub feature: String,
    /// The value, in the form the table shows.
    pub value: String,
}

/// A feature that was set by hand.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnsetCapability {
    /// Where.
    pub connection: ConnectionId,
    /// Which.
    pub feature: String,
}

/// Consent to a calibration, or to removing what calibrations left.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Calibrate {
    /// Where.
    pub connection: ConnectionId,
    /// Of the plan, or of what is left.
    pub fingerprint: String,
    /// The one-time confirmation of it.
    pub confirmation: Option<Confirmation>,
}
