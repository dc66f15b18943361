//! Generates the shell's context. The window has two commands, `rpc` and `subscribe`; naming them here
//! makes them denied by default and allowed by `capabilities/main.json` alone.
fn main() {
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(&["rpc", "subscribe"])),
    )
    .expect("the shell's configuration is complete");
}
