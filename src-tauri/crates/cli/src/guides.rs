//! Every command in the README and the guides is one that this program takes.

use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser as _};

use crate::args::Arguments;

/// The README and everything below `docs`.
fn guides() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut folders = vec![root.join("docs")];
    let mut files = vec![root.join("README.md")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The commands of a line as lists of words: quotation marks hold words together, `#` begins a remark, `&&` and `|`
/// begin another command.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let (mut word, mut quote) = (String::new(), None);
    for letter in line.chars().chain([' ']) {
        match quote {
            Some(end) if letter == end => quote = None,
            Some(_) => word.push(letter),
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter.is_whitespace() => match word.as_str() {
                "" => {}
                "&&" | "|" => {
                    all.push(Vec::new());
                    word.clear();
                }
                _ if word.starts_with('#') => return all,
                _ => all.last_mut().unwrap().push(std::mem::take(&mut word)),
            },
            None => word.push(letter),
        }
    }
    all
}

/// What stands in blocks of commands.
fn in_blocks(text: &str) -> Vec<&str> {
    text.split("```sh\n")
        .skip(1)
        .flat_map(|rest| rest.split("```").next().unwrap().lines())
        .collect()
}

#[test]
fn every_command_of_a_guide_is_taken_as_it_stands() {
    let mut found = 0;
    for (path, text) in guides() {
        for line in in_blocks(&text) {
            for command in commands(line) {
                if command.first().is_some_and(|name| name == "rollcall") {
                    found += 1;
                    if let Err(error) = Arguments::try_parse_from(&command) {
                        panic!("{}: {line}\n{error}", path.display());
                    }
                }
            }
        }
    }
    assert!(found > 25, "the guides were read: {found}");
}

#[test]
fn every_command_and_option_named_in_a_sentence_is_there() {
    let mut found = 0;
    for (path, text) in guides() {
        for span in text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|s| s.starts_with("rollcall "))
        {
            found += 1;
            let words: Vec<&str> = span.split_whitespace().skip(1).collect();
            let mut command = Arguments::command();
            command.build();
            let mut at = &command;
            for word in words.iter().take_while(|w| !w.starts_with('-') && **w != "…") {
                match at.find_subcommand(word) {
                    Some(inner) => at = inner,
                    None if at.has_subcommands() => panic!("{}: {span}: no {word}", path.display()),
                    None => break,
                }
            }
            for option in words.iter().filter_map(|w| w.strip_prefix("--")) {
                let known = at.get_arguments().any(|a| a.get_long() == Some(option));
                assert!(
                    known || option == "version",
                    "{}: {span}: no --{option}",
                    path.display()
                );
            }
        }
    }
    assert!(found > 8, "the guides were read: {found}");
}
