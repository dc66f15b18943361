//! The native menu, built from the commands that the page says are there now. What is chosen goes back to the page
//! by its id, and only what is in the menu.
//!
//! The keys stand in the menu as words: the page hears every key itself, and an accelerator of the system beside it
//! would run the same command twice.

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use tauri::ipc::Channel;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Manager as _, Wry};

/// Longest label, in characters: a name of a connection can be in it.
const LABEL: usize = 80;

/// One menu of the menu bar.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Group {
    label: String,
    items: Vec<Item>,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Item {
    id: String,
    label: String,
    /// As in the list of commands: `Mod+Shift+F`.
    hotkey: Option<String>,
    enabled: bool,
}

/// What is shown now, and who hears what is chosen.
#[derive(Default)]
pub(crate) struct Shown {
    groups: Mutex<Vec<Group>>,
    listener: Mutex<Option<Channel<String>>>,
}

/// Shows these commands; called whenever they change.
#[tauri::command]
pub(crate) fn menu_show(
    app: AppHandle,
    shown: tauri::State<'_, Shown>,
    groups: Vec<Group>,
) -> Result<(), String> {
    let mut now = shown.groups.lock().unwrap_or_else(PoisonError::into_inner);
    if *now == groups {
        return Ok(());
    }
    // An unknown menu is shown whole; where only what can be chosen differs, nothing flickers.
    let done = match app.menu() {
        Some(menu) if same_words(&now, &groups) => enable(&menu, &now, &groups),
        _ => build(&app, &groups).and_then(|menu| app.set_menu(menu).map(drop)),
    };
    match done {
        Ok(()) => {
            *now = groups;
            Ok(())
        }
        Err(error) => {
            tracing::warn!(%error, "the menu could not be shown");
            Err(error.to_string())
        }
    }
}

/// Sends the id of each command that is chosen; a page that was loaded again takes over.
#[tauri::command]
pub(crate) fn menu_listen(shown: tauri::State<'_, Shown>, channel: Channel<String>) {
    *shown.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
}

/// Passes on what was chosen.
pub(crate) fn chosen(app: &AppHandle, id: &str) {
    let shown = app.state::<Shown>();
    let groups = shown.groups.lock().unwrap_or_else(PoisonError::into_inner);
    if !groups
        .iter()
        .flat_map(|group| &group.items)
        .any(|item| item.id == id)
    {
        return;
    }
    let listener = shown.listener.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(channel) = listener.as_ref()
        && let Err(error) = channel.send(id.to_owned())
    {
        tracing::warn!(%error, "a choice in the menu did not reach the window");
    }
}

/// Whether the two differ in nothing but what can be chosen.
fn same_words(now: &[Group], next: &[Group]) -> bool {
    let words = |groups: &[Group]| -> Vec<Group> {
        let mut groups = groups.to_vec();
        for item in groups.iter_mut().flat_map(|group| &mut group.items) {
            item.enabled = true;
        }
        groups
    };
    words(now) == words(next)
}

fn enable(menu: &Menu<Wry>, now: &[Group], next: &[Group]) -> tauri::Result<()> {
    let items =
        |groups: &[Group]| -> Vec<Item> { groups.iter().flat_map(|group| group.items.clone()).collect() };
    for (_, item) in items(now)
        .into_iter()
        .zip(items(next))
        .filter(|(now, next)| now.enabled != next.enabled)
    {
        let found = menu
            .items()?
            .iter()
            .filter_map(|kind| kind.as_submenu().and_then(|submenu| submenu.get(&item.id)))
            .next();
        if let Some(kind) = found
            && let Some(native) = kind.as_menuitem()
        {
            native.set_enabled(item.enabled)?;
        }
    }
    Ok(())
}

fn build(app: &AppHandle, groups: &[Group]) -> tauri::Result<Menu<Wry>> {
    let menu = MenuBuilder::new(app).build()?;
    if cfg!(target_os = "macos") {
        // Without these, Cmd+Q, Cmd+C and Cmd+V do nothing on macOS.
        let own = SubmenuBuilder::new(app, "Rollcall")
            .about(None)
            .separator()
            .hide()
            .quit();
        menu.append(&own.build()?)?;
        let edit = SubmenuBuilder::new(app, "Edit").cut().copy().paste().select_all();
        menu.append(&edit.build()?)?;
    }
    for group in groups {
        let mut submenu = SubmenuBuilder::new(app, text(&group.label));
        for item in &group.items {
            let native = MenuItemBuilder::with_id(&item.id, words(item))
                .enabled(item.enabled)
                .build(app)?;
            submenu = submenu.item(&native);
        }
        menu.append(&submenu.build()?)?;
    }
    Ok(menu)
}

/// The label with its keys beside it.
fn words(item: &Item) -> String {
    let label = text(&item.label);
    match &item.hotkey {
        // Windows sets what follows a tab to the right.
        Some(keys) if cfg!(windows) => format!("{label}\t{}", shown_keys(keys, false)),
        Some(keys) => format!("{label}\u{2003}{}", shown_keys(keys, cfg!(target_os = "macos"))),
        None => label,
    }
}

/// A label as a menu takes it: of bearable length, and with `&` as a letter instead of the mark of a mnemonic.
fn text(label: &str) -> String {
    let mut short: String = label.chars().take(LABEL).collect();
    if short.len() < label.len() {
        short.push('…');
    }
    short.replace('&', "&&")
}

/// `Mod+Shift+F` as the keyboard in front of the person has it.
fn shown_keys(hotkey: &str, mac: bool) -> String {
    let parts: Vec<&str> = hotkey.split('+').collect();
    let word = |part: &str| -> String {
        match (part, mac) {
            ("Mod", true) => "⌘".into(),
            ("Mod", false) => "Ctrl".into(),
            ("Shift", true) => "⇧".into(),
            ("Alt", true) => "⌥".into(),
            ("Escape", _) => "Esc".into(),
            (other, _) => other.into(),
        }
    };
    parts
        .iter()
        .map(|part| word(part))
        .collect::<Vec<_>>()
        .join(if mac { "" } else { "+" })
}

#[cfg(test)]
mod tests {
    use super::{Group, Item, same_words, shown_keys, text};

    fn group(enabled: bool, label: &str) -> Vec<Group> {
        vec![Group {
            label: "Draft".into(),
            items: vec![Item {
                id: "drafts.review".into(),
                label: label.into(),
                hotkey: Some("Mod+S".into()),
                enabled,
            }],
        }]
    }

    #[test]
    fn keys_are_named_as_the_keyboard_names_them() {
        for (hotkey, mac, shown) in [
            ("Mod+Shift+F", false, "Ctrl+Shift+F"),
            ("Mod+Shift+F", true, "⌘⇧F"),
            ("Escape", false, "Esc"),
            ("F5", true, "F5"),
        ] {
            assert_eq!(shown_keys(hotkey, mac), shown, "the menu teaches the keys");
        }
    }

    #[test]
    fn a_label_is_text_whatever_is_in_it() {
        assert_eq!(text("R&D"), "R&&D", "a name is not the mark of a mnemonic");
        assert_eq!(
            text(&"x".repeat(5000)).chars().count(),
            81,
            "a long name does not push the menu off the screen"
        );
    }

    #[test]
    fn the_menu_is_made_anew_only_when_its_words_change() {
        assert!(
            same_words(&group(true, "Review"), &group(false, "Review")),
            "what can be chosen now is set on the items that are there"
        );
        assert!(
            !same_words(&group(true, "Review 1 change"), &group(true, "Review 2 changes")),
            "other words need another menu"
        );
    }
}
