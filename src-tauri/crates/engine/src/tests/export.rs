use calamine::{Reader as _, Xlsx};
use rollcall_sandbox::ResourceKind;
use serde_json::json;

use super::*;

fn columns(paths: &[&str]) -> Vec<ExportColumn> {
    let column = |path: &&str| ExportColumn {
        path: (*path).into(),
        title: (*path).into(),
    };
    paths.iter().map(column).collect()
}

#[tokio::test]
async fn what_is_shown_goes_to_a_file_in_all_four_forms_without_the_server() {
    let bench = bench(Environment::Test, 60, "").await;
    let evil = text(&bench.somebody(), "id").to_owned();
    let review = bench
        .prepare(bench.set(&evil, "title", json!("=HYPERLINK(\"http://x.example.com\")")))
        .await
        .unwrap();
    bench.apply(&review).await.unwrap();
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let users = bench.sandbox.resources(ResourceKind::User);
    let active = users.iter().filter(|u| u.active() == Some(true)).count();
    let Bench {
        engine, sandbox, id, ..
    } = bench;
    sandbox.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let request = |format| ExportRequest {
        type_name: "User".into(),
        filter: Some("active eq true".into()),
        columns: columns(&["", "userName", "title", "emails.value"]),
        format,
        ..ExportRequest::default()
    };

    let csv_file = folder.path().join("people.csv");
    let report = engine
        .export(id, request(ExportFormat::Csv), &csv_file, false)
        .await
        .unwrap();
    assert_eq!(
        report.rows,
        u64::try_from(active).unwrap(),
        "what the filter means, all of it"
    );
    assert!(
        report.copy.complete,
        "with what is known of the copy it came from"
    );
    let written = std::fs::read_to_string(&csv_file).unwrap();
    assert!(written.contains("\"'=HYPERLINK"), "no cell runs in a spreadsheet");
    let mut reader = csv::Reader::from_reader(written.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 4, "the columns of the screen");
    assert_eq!(reader.records().count(), active);
    let again = engine
        .export(id, request(ExportFormat::Csv), &csv_file, false)
        .await
        .unwrap_err();
    assert_eq!(
        again.code,
        ErrorCode::File,
        "a file that exists is not replaced unasked"
    );

    let xlsx_file = folder.path().join("people.xlsx");
    engine
        .export(id, request(ExportFormat::Xlsx), &xlsx_file, false)
        .await
        .unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook(&xlsx_file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), active + 1, "with its head");
    let titles: Vec<String> = sheet
        .rows()
        .filter_map(|row| row.get(2))
        .map(ToString::to_string)
        .collect();
    assert!(
        titles.iter().any(|t| t.starts_with("=HYPERLINK")),
        "text stays as it is, as text"
    );
    let formulas = book.worksheet_formula(&book.sheet_names()[0].clone()).unwrap();
    assert!(formulas.used_cells().next().is_none(), "and no cell is a formula");

    let jsonl_file = folder.path().join("people.jsonl");
    let two: Vec<String> = users
        .iter()
        .take(2)
        .filter_map(|u| u.id().map(ToOwned::to_owned))
        .collect();
    let selected = ExportRequest {
        type_name: "User".into(),
        ids: two.iter().cloned().chain(["gone".to_owned()]).collect(),
        format: ExportFormat::Jsonl,
        ..ExportRequest::default()
    };
    let report = engine.export(id, selected, &jsonl_file, false).await.unwrap();
    assert_eq!(
        (report.rows, report.missing),
        (2, 1),
        "who is not in the copy is counted, not dropped in silence"
    );
    let lines: Vec<Value> = std::fs::read_to_string(&jsonl_file)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines.iter().map(|l| text(l, "id")).collect::<Vec<_>>(),
        two,
        "whole records, in the order of the selection"
    );
    assert!(lines[0].get("schemas").is_some(), "whole");

    let json_file = folder.path().join("people.json");
    engine
        .export(id, request(ExportFormat::Json), &json_file, false)
        .await
        .unwrap();
    let all: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&json_file).unwrap()).unwrap();
    assert_eq!(all.len(), active);
    assert!(
        all[0].get("emails.value").is_some() && all[0].get("id").is_some(),
        "its columns and the id: {}",
        all[0]
    );
}

#[tokio::test]
async fn an_export_without_a_copy_says_what_to_do_and_leaves_no_file() {
    let bench = bench(Environment::Test, 1, "").await;
    let folder = tempfile::tempdir().unwrap();
    let request = ExportRequest {
        type_name: "User".into(),
        ..ExportRequest::default()
    };
    let error = bench
        .engine
        .export(bench.id, request, &folder.path().join("a.csv"), false)
        .await
        .unwrap_err();
    assert!(error.action.contains("sync"), "{error:?}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "an empty file would look like nobody"
    );
}
