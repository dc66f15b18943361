//! Rollcall's real window, end to end: WebKitGTK under a virtual display, a real session bus, a real
//! gnome-keyring, and a sandbox in this process that says what has arrived.
//!
//! Needs the packages `webkit2gtk-driver xvfb dbus gnome-keyring` and the window built with the feature `e2e`.
#![cfg(target_os = "linux")]

mod desk;
mod hostile;
mod main_job;
mod menu;
mod no_keychain;
mod page;
mod pictures;
mod production;
mod webdriver;
mod workbench;
mod x11;
