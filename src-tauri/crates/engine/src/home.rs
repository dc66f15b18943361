//! Where Rollcall keeps its files.

use std::path::{Path, PathBuf};

/// The folder that holds everything: `ROLLCALL_HOME`, or `rollcall` in the platform's data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// A folder named by the caller.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// `ROLLCALL_HOME` when set and not empty; else `$XDG_DATA_HOME/rollcall` or
    /// `~/.local/share/rollcall` on Linux, `~/Library/Application Support/Rollcall` on macOS,
    /// `%LOCALAPPDATA%\Rollcall` on Windows. `None` when the platform names no such folder.
    pub fn from_environment() -> Option<Self> {
        Self::from_lookup(|name| {
            std::env::var_os(name)
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
        })
    }

    fn from_lookup(var: impl Fn(&str) -> Option<PathBuf>) -> Option<Self> {
        if let Some(home) = var("ROLLCALL_HOME") {
            return Some(Self(std::path::absolute(&home).unwrap_or(home)));
        }
        if cfg!(windows) {
            var("LOCALAPPDATA").map(|d| Self(d.join("Rollcall")))
        } else if cfg!(target_os = "macos") {
            var("HOME").map(|d| Self(d.join("Library/Application Support/Rollcall")))
        } else {
            var("XDG_DATA_HOME")
                .filter(|d| d.is_absolute())
                .or_else(|| var("HOME").map(|d| d.join(".local/share")))
                .map(|d| Self(d.join("rollcall")))
        }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Folder of the stores.
    pub fn store(&self) -> PathBuf {
        self.0.clone()
    }

    /// Folder of a person's own presets.
    pub fn presets(&self) -> PathBuf {
        self.0.join("presets")
    }

    /// Folder of the logs.
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollcall_home_moves_everything() {
        let home = Home::from_lookup(|n| (n == "ROLLCALL_HOME").then(|| PathBuf::from("/somewhere/else")));
        assert_eq!(
            home.map(|h| h.folder().to_path_buf()),
            Some(PathBuf::from("/somewhere/else")),
            "ROLLCALL_HOME wins over the platform's folder"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_relative_data_home_is_ignored_as_the_base_directory_specification_says() {
        let home = Home::from_lookup(|n| match n {
            "XDG_DATA_HOME" => Some(PathBuf::from("relative")),
            "HOME" => Some(PathBuf::from("/people/kim")),
            _ => None,
        });
        assert_eq!(
            home.map(|h| h.folder().to_path_buf()),
            Some(PathBuf::from("/people/kim/.local/share/rollcall")),
            "files never land relative to the working directory"
        );
    }
}
