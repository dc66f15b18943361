//! Reads the text of a file with connections. The file is a stranger's: its size is bounded, what the format does not
//! know is refused and not skipped, and no value of it is repeated in an error.

use rollcall_storage::fold;
use serde_json::Value;

use super::{FORMAT, PortableConnection, PortableFile, VERSION};
use crate::{EngineError, Environment, ErrorCode};

/// Largest file, in bytes.
pub(super) const LARGEST: usize = 1024 * 1024;
/// Most connections in one file.
pub(super) const MOST: usize = 200;
/// Longest piece of a file that an error repeats, in characters.
const LONGEST_NAME: usize = 60;

/// The connections in a text.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<PortableConnection>, EngineError> {
    if bytes.len() > LARGEST {
        return Err(refused(
            "profiles_large",
            "The file is larger than one megabyte; no file of connections is.",
        ));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let given: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line().to_string(), error.column().to_string());
        let what = format!("The file is no JSON: it breaks off at line {line}, column {column}.");
        refused("profiles_json", what)
            .with("line", line)
            .with("column", column)
    })?;
    if given.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(refused(
            "profiles_format",
            "The file holds no connections of Rollcall.",
        ));
    }
    match given.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(newer) if newer > u64::from(VERSION) => {
            let what = format!("The file was written by a newer Rollcall (format {newer}).");
            return Err(refused("profiles_newer", what));
        }
        _ => {
            return Err(refused(
                "profiles_format",
                "The file does not say in which version of the format it is.",
            ));
        }
    }
    let each = given.get("connections").and_then(Value::as_array);
    if let Some(each) = each
        && each.len() > MOST
    {
        let what = format!(
            "The file holds {} connections, at most {MOST} can be read.",
            each.len()
        );
        return Err(refused("profiles_many", what).with("most", MOST.to_string()));
    }
    // One by one first, so that the error can say which.
    for (index, one) in each.into_iter().flatten().enumerate() {
        if serde_json::from_value::<PortableConnection>(one.clone()).is_err() {
            return Err(misshapen(&format!("connections[{index}]")));
        }
    }
    let file: PortableFile = serde_json::from_value(given.clone()).map_err(|_| misshapen("connections"))?;
    let understood =
        serde_json::to_value(&file).map_err(|_| EngineError::internal("a file of connections"))?;
    if let Some(path) = unknown(&given, &understood, String::new()) {
        let what = format!("The file says something that this version does not know: {path}.");
        return Err(refused("profiles_unknown", what).with("path", path));
    }
    if file.connections.is_empty() {
        return Err(refused("profiles_empty", "There is no connection in the file."));
    }
    check_names(&file.connections)?;
    Ok(file.connections)
}

/// Refuses two of one name, and the sample directory, which has no address.
pub(super) fn check_names(connections: &[PortableConnection]) -> Result<(), EngineError> {
    for (index, one) in connections.iter().enumerate() {
        if one.environment == Environment::BuiltIn {
            return Err(unusable(
                &one.name,
                "environment",
                "only Rollcall itself can be built in",
            ));
        }
        let folded = fold(one.name.trim());
        if connections
            .iter()
            .skip(index + 1)
            .any(|other| fold(other.name.trim()) == folded)
        {
            let name = short(&one.name);
            let what = format!("{name} is there twice.");
            return Err(refused("profiles_twice", what).with("name", name));
        }
    }
    Ok(())
}

/// The path of the first key that was given and not understood.
fn unknown(given: &Value, understood: &Value, path: String) -> Option<String> {
    match (given, understood) {
        (Value::Object(given), Value::Object(understood)) => given.iter().find_map(|(key, value)| {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{}", short(key));
            match understood.get(key) {
                Some(same) => unknown(value, same, path),
                None => Some(path),
            }
        }),
        (Value::Array(given), Value::Array(understood)) => given
            .iter()
            .zip(understood)
            .enumerate()
            .find_map(|(index, (value, same))| unknown(value, same, format!("{path}[{index}]"))),
        _ => None,
    }
}

fn misshapen(path: &str) -> EngineError {
    let what = format!("Something is missing or of the wrong kind in {path}.");
    refused("profiles_shape", what).with("path", path)
}

/// That something of a connection cannot be used; `part` is its name in the file.
pub(super) fn unusable(name: &str, part: &str, why: &str) -> EngineError {
    let name = short(name);
    let what = format!("{name} in this file cannot be used: {part}, {why}.");
    refused("profiles_value", what)
        .with("name", name)
        .with("part", part)
}

pub(super) fn refused(reason: &str, what: impl Into<String>) -> EngineError {
    EngineError::new(
        ErrorCode::File,
        what,
        "Nothing was imported.",
        "Ask whoever made the file for another one, or enter the connection by hand.",
    )
    .with("reason", reason)
}

/// A name of a stranger, as an error can show it.
fn short(name: &str) -> String {
    let plain: String = name
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    if super::super::secret::looks_like_token(&plain) {
        "(not shown)".into()
    } else {
        plain
    }
}
