//! Generates the shell's context. `rpc` is the window's only command; naming it here makes it
//! denied by default and allowed by `capabilities/main.json` alone.
fn main() {
    tauri_build::try_build(
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(&["rpc"])),
    )
    .expect("the shell's configuration is complete");
}
