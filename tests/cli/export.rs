//! `rollcall export` and `rollcall sync --changes`

use crate::ready;

#[test]
fn the_copy_is_written_to_a_file_with_the_server_stopped() {
    let (sandbox, rollcall) = ready(30);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let again = rollcall
        .json(&["sync", "--changes", "--on", "Acme"])
        .done()
        .json();
    assert!(
        again["types"]
            .as_array()
            .is_some_and(|types| types.iter().all(|t| t["complete"] == true)),
        "nothing is missing: {again}"
    );
    sandbox.stop();
    let path = rollcall.path("people.csv");
    let said = rollcall
        .run(&[
            "export",
            "User",
            &path,
            "--on",
            "Acme",
            "--columns",
            "id,userName",
        ])
        .done();
    assert!(
        said.stdout.contains("people.csv: 30 rows, complete copy"),
        "{said}"
    );
    let text = std::fs::read_to_string(&path).expect("the file is there");
    assert_eq!(text.lines().count(), 31, "one line each, and the head");
    rollcall
        .json(&["export", "User", &path, "--on", "Acme"])
        .fails(2, "file");
    rollcall
        .run(&["export", "User", &path, "--on", "Acme", "--force"])
        .done();
    rollcall
        .run(&["export", "User", "people.what", "--on", "Acme"])
        .ends(2);
}
