//! Connections in a file, to be handed on: everything but secrets. The format is described in `docs/connections.md`.

mod export;
mod import;
mod network;
mod open;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AuthView, ConnectionColour, ConnectionView, Environment, ExtraView, NetworkCertificate};
use crate::{Notice, PresetChoice};

pub use network::PortableNetwork;

/// What the files say they are.
const FORMAT: &str = "rollcall-connections";
/// The version written, and the newest one read.
const VERSION: u32 = 1;

/// A connection without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PortableConnection {
    /// Its name.
    pub name: String,
    /// Base URL.
    pub base_url: String,
    /// What it is used for; production when not said.
    #[serde(default)]
    pub environment: Environment,
    /// How it signs in.
    pub sign_in: AuthView,
    /// What else goes with every request; a secret one without its value.
    #[serde(default)]
    pub sent_along: Vec<ExtraView>,
    /// The preset it goes by, with the variables of its address.
    #[serde(default)]
    pub preset: Option<PresetChoice>,
    /// How it is reached, where that is not as usual.
    #[serde(default)]
    pub network: Option<PortableNetwork>,
    /// What a person set by hand about the server: fact → value.
    #[serde(default)]
    pub set_by_hand: BTreeMap<String, String>,
    /// Its colour.
    #[serde(default)]
    pub colour: Option<ConnectionColour>,
    /// Notes.
    #[serde(default)]
    pub notes: String,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PortableFile {
    format: String,
    version: u32,
    connections: Vec<PortableConnection>,
}

/// A connection of a file that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionInFile {
    /// As the file has it.
    pub connection: PortableConnection,
    /// Whether there is a connection of this name already.
    pub taken: bool,
    /// The authorities it would trust besides the computer's.
    pub trusted: Vec<NetworkCertificate>,
}

/// A file with connections that was opened. Nothing is imported yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionsInFile {
    /// The file's name.
    pub file: String,
    /// What is in it.
    pub connections: Vec<ConnectionInFile>,
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionsImported {
    /// The new connections. Each starts read-only and without a secret.
    pub connections: Vec<ConnectionView>,
    /// What was not taken over.
    pub notices: Vec<Notice>,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionsExported {
    /// The file's name.
    pub file: String,
    /// How many connections are in it.
    pub connections: u32,
    /// What was left out because it looks like a secret.
    pub notices: Vec<Notice>,
}
