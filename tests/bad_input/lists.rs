//! Spreadsheets that are not what they seem.

use rollcall_tests::{Output, Rollcall, Sandbox};
use serde_json::Value;

fn ready() -> (Sandbox, Rollcall) {
    let sandbox = Sandbox::with_people(3);
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    (sandbox, rollcall)
}

/// Plans a file that cannot be read: an error about the file, and no job.
#[track_caller]
fn refused(rollcall: &Rollcall, file: &str) -> Output {
    let said = rollcall
        .json(&["job", "plan", file, "--on", "Acme"])
        .fails(2, "file");
    let jobs = rollcall.json(&["job", "list"]).done().json();
    assert_eq!(jobs, serde_json::json!([]), "no job is left behind");
    said
}

fn blocked(plan: &Value, row: u64) -> &Value {
    let rows = plan["blocked"].as_array().into_iter().flatten();
    rows.into_iter()
        .find(|b| b["row"] == row)
        .unwrap_or_else(|| panic!("row {row} is blocked: {plan}"))
}

/// Runs a plan and gives the sign-in names that were added.
fn run(sandbox: &Sandbox, rollcall: &Rollcall, job: &str) -> Vec<String> {
    let before = sandbox.users().len();
    rollcall.json(&["job", "run", job]);
    let all = sandbox.users();
    let mut names: Vec<String> = all
        .iter()
        .skip(before)
        .filter_map(|u| u.user_name().map(Into::into))
        .collect();
    // Rows travel beside each other: who arrives first says nothing.
    names.sort();
    names
}

#[test]
fn a_file_that_is_not_in_its_own_encoding_is_refused_by_name() {
    let (sandbox, rollcall) = ready();
    let mut bytes = b"\xEF\xBB\xBFuserName,title\n".to_vec();
    bytes.extend(b"m\xFCller@example.com,K\xF6chin\n");
    let said = refused(&rollcall, &rollcall.file("list.csv", bytes));
    assert!(said.stderr.contains("list.csv"), "the file is named: {said}");
    assert!(
        said.stderr.to_lowercase().contains("utf-8"),
        "and the encoding: {said}"
    );
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
}

#[test]
fn a_western_file_is_read_with_its_accents_and_says_that_it_was_guessed() {
    let (sandbox, rollcall) = ready();
    let bytes = b"userName;name.familyName\njuerg@example.com;M\xFCller-L\xFCdenscheidt\n".to_vec();
    let file = rollcall.file("western.csv", bytes);
    let (job, plan) = rollcall.plan(&file, "Acme", &[]);
    assert_eq!(plan["counts"]["create"], 1, "it can be read: {plan}");
    run(&sandbox, &rollcall, &job);
    let there = sandbox.user("juerg@example.com").expect("he is there");
    assert_eq!(
        there["name"]["familyName"], "Müller-Lüdenscheidt",
        "no letter is damaged"
    );
}

#[test]
fn a_sixteen_bit_file_is_read() {
    let (_sandbox, rollcall) = ready();
    let mut bytes = vec![0xFF, 0xFE];
    for unit in "userName\ttitle\nłucja@example.org\tKucharka\n".encode_utf16() {
        bytes.extend(unit.to_le_bytes());
    }
    let (_, plan) = rollcall.plan(&rollcall.file("utf16.csv", bytes), "Acme", &[]);
    assert_eq!(
        plan["counts"]["create"], 1,
        "what a spreadsheet saves as Unicode is read: {plan}"
    );
}

#[test]
fn ragged_rows_are_blocked_and_the_others_are_not_shifted() {
    let (sandbox, rollcall) = ready();
    let file = rollcall.file(
        "ragged.csv",
        "userName,name.givenName,title\na@example.com,Anouk,Cook\nb@example.com,Noor\n\
         c@example.com,Chidi,Chef,of snow\nd@example.com,Yuki,Porter\n",
    );
    let (job, plan) = rollcall.plan(&file, "Acme", &[]);
    assert_eq!(plan["counts"]["create"], 2, "the whole rows can be sent: {plan}");
    assert_eq!(plan["counts"]["blocked"], 2, "the ragged ones cannot");
    for row in [2, 3] {
        assert_eq!(blocked(&plan, row)["code"], "ragged", "with the reason");
    }
    assert_eq!(
        run(&sandbox, &rollcall, &job),
        ["a@example.com", "d@example.com"],
        "only the whole rows went out"
    );
}

#[test]
fn a_key_that_stands_twice_blocks_all_its_rows() {
    let (sandbox, rollcall) = ready();
    let file = rollcall.file(
        "twice.csv",
        "userName,title\nkim@example.com,Cook\nlee@example.com,Porter\nKIM@example.com,Chef\n",
    );
    let (job, plan) = rollcall.plan(&file, "Acme", &[]);
    assert_eq!(
        plan["counts"]["blocked"], 2,
        "which of the two is right is not guessed: {plan}"
    );
    for row in [1, 3] {
        assert!(
            !blocked(&plan, row)["reason"]
                .as_str()
                .unwrap_or_default()
                .is_empty(),
            "with the reason"
        );
    }
    assert_eq!(
        run(&sandbox, &rollcall, &job),
        ["lee@example.com"],
        "only the unambiguous row went out"
    );
}

#[test]
fn numbers_that_lost_their_digits_are_blocked() {
    let (sandbox, rollcall) = ready();
    let file = rollcall.file(
        "numbers.csv",
        "userName,externalId\na@example.com,4.41135E+11\nb@example.com,441135000001\n",
    );
    let (job, plan) = rollcall.plan(&file, "Acme", &[]);
    assert_eq!(
        blocked(&plan, 1)["code"],
        "scientific",
        "the loss is named: {plan}"
    );
    assert_eq!(
        run(&sandbox, &rollcall, &job),
        ["b@example.com"],
        "a wrong number is never written"
    );
}

#[test]
fn an_empty_file_and_a_header_alone_are_no_lists() {
    let (_sandbox, rollcall) = ready();
    refused(&rollcall, &rollcall.file("empty.csv", ""));
    refused(&rollcall, &rollcall.file("blank.csv", "\u{feff}\n\n  \n"));
    let header = rollcall.json(&[
        "job",
        "plan",
        &rollcall.file("header.csv", "userName,title\n"),
        "--on",
        "Acme",
    ]);
    if header.code == 0 {
        assert_eq!(header.json()["rows"], 0, "a header alone plans nothing: {header}");
    } else {
        header.fails(2, "file");
    }
}

#[test]
fn what_is_no_text_file_is_refused_without_hanging() {
    let (_sandbox, rollcall) = ready();
    refused(
        &rollcall,
        &rollcall.file("picture.csv", [0x89, b'P', b'N', b'G', 0, 0, 0, 13]),
    );
    refused(&rollcall, &rollcall.path("not-there.csv"));
    refused(&rollcall, rollcall.home().to_str().expect("a path"));
    let pipe = rollcall.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        refused(&rollcall, &pipe);
    }
}

#[test]
fn a_quotation_that_is_never_closed_swallows_no_rows_in_silence() {
    let (sandbox, rollcall) = ready();
    let mut text = String::from("userName,title\na@example.com,\"Cook\nb@example.com,Porter\n");
    for n in 0..3_000 {
        text.push_str(&format!(
            "person{n}@example.com,Lift operator at the upper station\n"
        ));
    }
    let said = rollcall.json(&["job", "plan", &rollcall.file("open.csv", text), "--on", "Acme"]);
    if said.code == 0 {
        assert_eq!(
            said.json()["counts"]["create"],
            0,
            "nobody is created from half a file: {said}"
        );
    } else {
        said.fails(2, "file");
    }
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
}

#[test]
fn a_list_without_the_key_it_is_matched_by_is_refused() {
    let (_sandbox, rollcall) = ready();
    let file = rollcall.file("nokey.csv", "Colour,Size\nred,12\n");
    let said = rollcall.json(&["job", "plan", &file, "--on", "Acme"]);
    if said.code == 0 {
        assert_eq!(
            said.json()["counts"]["blocked"],
            1,
            "a row without a key cannot be sent: {said}"
        );
    } else {
        assert_eq!(said.code, 2, "a mistake in the list or its mapping: {said}");
    }
    let wrong = rollcall.file(
        "wrong.toml",
        "match = \"userName\"\n[colums]\nColour = \"title\"\n",
    );
    let said = rollcall
        .json(&["job", "plan", &file, "--on", "Acme", "--map", &wrong])
        .fails(2, "usage");
    assert!(
        said.stderr.contains("line"),
        "the line of the mistake is named: {said}"
    );
}
