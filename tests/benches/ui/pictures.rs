//! Where a picture of what went wrong is kept.

use std::path::PathBuf;

/// Writes it to the folder for temporary files and says where.
pub fn keep(name: &str, png: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("rollcall-bench-{name}.png"));
    std::fs::write(&path, png).expect("a picture");
    path
}
