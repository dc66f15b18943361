//! Generates the shell's context. The window has six commands, two of them for its menu and two for its end; naming them here
//! makes them denied by default and allowed by `capabilities/main.json` alone.
fn main() {
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(
        tauri_build::AppManifest::new().commands(&[
            "rpc",
            "subscribe",
            "menu_show",
            "menu_listen",
            "closing_listen",
            "window_close",
        ]),
    ))
    .expect("the shell's configuration is complete");
}
