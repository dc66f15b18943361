//! How the window is drawn on a computer without a graphics processor.

/// Has WebKitGTK draw only what changes where there is no graphics processor, as in many virtual desktops: it would
/// put the whole window together in software for each frame, which takes three times as long. Whoever has set the
/// variable, to whatever, has decided.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "setting a variable is sound here: no thread has been started yet"
)]
pub fn suit_the_machine() {
    const COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
    if std::env::var_os(COMPOSITING).is_none() && !has_processor(std::path::Path::new("/dev/dri")) {
        // SAFETY: called first in `main`; no other thread exists that could read the environment.
        unsafe { std::env::set_var(COMPOSITING, "1") };
    }
}

/// Elsewhere the system decides.
#[cfg(not(target_os = "linux"))]
pub fn suit_the_machine() {}

/// Whether the kernel offers something that draws (`renderD128`), not only something that shows a picture (`card0`).
#[cfg(target_os = "linux")]
fn has_processor(devices: &std::path::Path) -> bool {
    std::fs::read_dir(devices).is_ok_and(|entries| entries.flatten().any(|entry| draws(&entry.file_name())))
}

#[cfg(target_os = "linux")]
fn draws(device: &std::ffi::OsStr) -> bool {
    device.to_string_lossy().starts_with("renderD")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{draws, has_processor};

    #[test]
    fn only_what_can_draw_counts_as_a_graphics_processor() {
        assert!(draws("renderD128".as_ref()));
        assert!(!draws("card0".as_ref()), "a screen alone draws nothing");
        assert!(
            !has_processor("/nowhere/dri".as_ref()),
            "and where there is no folder there is none"
        );
    }
}
