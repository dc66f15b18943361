//! Pictures of the window, for people to look at; nothing is asserted about them.

use std::path::PathBuf;

/// Writes a picture to `target/e2e` and says where.
pub fn keep(name: &str, png: &[u8]) -> PathBuf {
    let me = std::env::current_exe().expect("this test is a file");
    let folder = me.ancestors().nth(3).expect("the target folder").join("e2e");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let path = folder.join(format!("{name}.png"));
    std::fs::write(&path, png).expect("a picture");
    path
}
