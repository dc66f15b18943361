//! `rollcall resources …`

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use rollcall_engine::{
    AttributeView, Change, ConnectionId, ConnectionView, Engine, ListRequest, SetValue, TypeModel,
};
use serde_json::Value;

use crate::args::{ListOutput, ResourcesCommand};
use crate::cells::{cell, formula_safe};
use crate::commands;
use crate::commands::review;
use crate::failure::Failure;
use crate::out::Out;

/// The largest body read from a file or standard input.
const LARGEST_BODY: u64 = 16 * 1024 * 1024;

pub(crate) async fn run(engine: &Engine, out: &Out, command: ResourcesCommand) -> Result<ExitCode, Failure> {
    match command {
        ResourcesCommand::List {
            kind,
            on,
            filter,
            attributes,
            sort_by,
            limit,
            output,
        } => {
            let connection = commands::on(engine, &on.connection).await?;
            let request = ListRequest {
                type_name: kind,
                filter,
                attributes,
                sort_by,
                limit,
                ..ListRequest::default()
            };
            list(engine, out, &connection, request, output).await
        }
        ResourcesCommand::Get { kind, id, on } => {
            let connection = commands::on(engine, &on.connection).await?;
            let view = engine.resource_get(connection.id, &kind, &id).await?;
            out.document(&view.resource);
            Ok(ExitCode::SUCCESS)
        }
        ResourcesCommand::Create {
            kind,
            file,
            on,
            set,
            agree,
        } => {
            let connection = commands::on(engine, &on.connection).await?;
            let mut resource = match &file {
                Some(file) => read_json(file)?,
                None if set.is_empty() => {
                    return Err(Failure::usage(
                        "There is nothing to create.",
                        "Name a JSON file, or give attributes with --set.",
                    ));
                }
                None => Value::Object(serde_json::Map::new()),
            };
            let model = model(engine, connection.id, &kind).await?;
            for value in set_values(&set, model.as_ref())? {
                place(&mut resource, &value)?;
            }
            review::change(
                engine,
                out,
                connection.id,
                &kind,
                Change::Create { resource },
                &agree,
            )
            .await
        }
        ResourcesCommand::Patch {
            kind,
            id,
            file,
            on,
            set,
            agree,
        } => {
            let connection = commands::on(engine, &on.connection).await?;
            let change = match (file, set.is_empty()) {
                (Some(file), true) => Change::Patch {
                    id,
                    operations: read_json(&file)?,
                },
                (None, false) => Change::Set {
                    id,
                    values: set_values(&set, model(engine, connection.id, &kind).await?.as_ref())?,
                },
                (Some(_), false) => {
                    return Err(Failure::usage(
                        "A file and --set do not go together.",
                        "Use one of the two.",
                    ));
                }
                (None, true) => {
                    return Err(Failure::usage(
                        "There is nothing to change.",
                        "Name a PatchOp file, or give --set PATH=VALUE.",
                    ));
                }
            };
            review::change(engine, out, connection.id, &kind, change, &agree).await
        }
        ResourcesCommand::Replace {
            kind,
            id,
            file,
            on,
            agree,
        } => {
            let connection = commands::on(engine, &on.connection).await?;
            let change = Change::Replace {
                id,
                resource: read_json(&file)?,
            };
            review::change(engine, out, connection.id, &kind, change, &agree).await
        }
        ResourcesCommand::Delete { kind, id, on, agree } => {
            let connection = commands::on(engine, &on.connection).await?;
            review::change(engine, out, connection.id, &kind, Change::Delete { id }, &agree).await
        }
    }
}

async fn list(
    engine: &Engine,
    out: &Out,
    connection: &ConnectionView,
    request: ListRequest,
    output: ListOutput,
) -> Result<ExitCode, Failure> {
    let mut columns = request.attributes.clone();
    let kind = request.type_name.clone();
    let bar = out.progress(None, "reading");
    let result = engine.resource_list(connection.id, request).await;
    bar.finish_and_clear();
    let result = result?;
    out.notices(&result.notices);
    let output = if out.json && output == ListOutput::Table {
        ListOutput::Json
    } else {
        output
    };
    if matches!(output, ListOutput::Table | ListOutput::Csv) && columns.is_empty() {
        columns = model(engine, connection.id, &kind)
            .await?
            .map(|model| model.columns)
            .unwrap_or_default();
        columns.insert(0, "id".into());
    }
    let row = |resource: &Value| {
        columns
            .iter()
            .map(|path| cell(resource, path))
            .collect::<Vec<_>>()
    };
    match output {
        ListOutput::Json => out.document(&result),
        ListOutput::Jsonl => result
            .resources
            .iter()
            .for_each(|resource| out.line(&resource.to_string())),
        ListOutput::Table => {
            let heads: Vec<&str> = columns
                .iter()
                .map(|path| path.rsplit(':').next().unwrap_or(path))
                .collect();
            out.table(&heads, result.resources.iter().map(row).collect());
        }
        ListOutput::Csv => {
            let mut writer = csv::WriterBuilder::new()
                .quote_style(csv::QuoteStyle::Always)
                .from_writer(std::io::stdout().lock());
            let written = writer.write_record(&columns).and_then(|()| {
                result
                    .resources
                    .iter()
                    .try_for_each(|r| writer.write_record(row(r).iter().map(|cell| formula_safe(cell))))
            });
            drop(written.and_then(|()| writer.flush().map_err(Into::into)));
        }
    }
    let total = result
        .total_results
        .map_or_else(String::new, |total| format!(" (the server says {total})"));
    let whole = match (&result.incomplete_reason, result.cut) {
        (_, true) => ", cut at the limit".to_owned(),
        (Some(reason), false) => format!(", not proven complete: {reason}"),
        (None, false) => ", complete".to_owned(),
    };
    // A file cut short must not pass for the whole; the JSON document says it in itself.
    if output != ListOutput::Json {
        out.say(&format!(
            "{} of {}{total}{whole}",
            result.resources.len(),
            kind.trim_start_matches('/')
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn read_json(file: &Path) -> Result<Value, Failure> {
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LARGEST_BODY)
            .read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(LARGEST_BODY).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::file(file, "read", &error))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(
            format!(
                "{} is not JSON: line {}, column {}.",
                file.display(),
                error.line(),
                error.column()
            ),
            "Correct the file; nothing was sent.",
        )
    })
}

/// `path=value` pairs. JSON lists, objects and quoted texts are taken as they are; anything else has the
/// attribute's type by the server's schema, so that `employeeNumber=77` stays text; empty removes.
pub(super) fn set_values(pairs: &[String], model: Option<&TypeModel>) -> Result<Vec<SetValue>, Failure> {
    let read = |pair: &String| {
        let (path, text) = split(pair).ok_or_else(|| {
            Failure::usage(
                format!("--set {pair:?} is not PATH=VALUE."),
                "Put = between the attribute and its value.",
            )
        })?;
        let json = text.starts_with(['[', '{', '"']) || model.is_none_or(|model| is_not_text(model, path));
        let value = match text {
            "" => Value::Null,
            text if json => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.into())),
            text => Value::String(text.into()),
        };
        Ok(SetValue {
            path: path.into(),
            value,
        })
    };
    pairs.iter().map(read).collect()
}

/// Whether the schema has the attribute as a boolean or a number, or does not have it at all.
fn is_not_text(model: &TypeModel, path: &str) -> bool {
    let plain = match (path.find('['), path.rfind(']')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &path[..open], &path[close + 1..]),
        _ => path.to_owned(),
    };
    let all = model.schemas.iter().flat_map(|schema| &schema.attributes);
    let kind = all
        .flat_map(|attribute| std::iter::once(attribute).chain(&attribute.sub_attributes))
        .find(|attribute| {
            attribute.path.eq_ignore_ascii_case(&plain)
                || core_path(model, attribute).eq_ignore_ascii_case(&plain)
        })
        .map(|attribute| attribute.kind.as_str());
    matches!(kind, None | Some("boolean" | "integer" | "decimal"))
}

/// A core attribute may be written with its schema's URN as well (RFC 7644 §3.10).
fn core_path(model: &TypeModel, attribute: &AttributeView) -> String {
    model
        .schemas
        .first()
        .map_or_else(String::new, |core| format!("{}:{}", core.id, attribute.path))
}

/// The type as the server declares it.
async fn model(engine: &Engine, connection: ConnectionId, kind: &str) -> Result<Option<TypeModel>, Failure> {
    let wanted = kind.trim_matches('/');
    let fits = |model: &TypeModel| {
        model.name.eq_ignore_ascii_case(wanted)
            || model.endpoint.trim_matches('/').eq_ignore_ascii_case(wanted)
    };
    Ok(engine.models(connection, false).await?.into_iter().find(fits))
}

/// The first `=` outside a value filter in brackets separates.
fn split(pair: &str) -> Option<(&str, &str)> {
    let mut inside = false;
    for (at, c) in pair.char_indices() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '=' if !inside => return Some((pair[..at].trim(), &pair[at + 1..])),
            _ => {}
        }
    }
    None
}

/// Puts a value into a resource to be created.
fn place(resource: &mut Value, set: &SetValue) -> Result<(), Failure> {
    let wrong = || {
        Failure::usage(
            format!("{} is no attribute path.", set.path),
            "Use names as in the schema, e.g. name.familyName.",
        )
    };
    let path = rollcall_scim::AttrPath::parse(&set.path).map_err(|_| wrong())?;
    let mut object = resource.as_object_mut().ok_or_else(|| {
        Failure::usage(
            "The body is no JSON object.",
            "Correct the file; nothing was sent.",
        )
    })?;
    let parents = [
        path.urn.as_ref(),
        path.sub_attribute.as_ref().map(|_| &path.attribute),
    ];
    for name in parents.into_iter().flatten() {
        let inner = object
            .entry(name.clone())
            .or_insert_with(|| Value::Object(serde_json::Map::new()));
        object = inner.as_object_mut().ok_or_else(wrong)?;
    }
    object.insert(path.sub_attribute.unwrap_or(path.attribute), set.value.clone());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{place, set_values, split};
    use rollcall_engine::{AttributeView, SchemaView, TypeModel};
    use serde_json::json;

    #[test]
    fn an_equals_sign_inside_a_filter_does_not_separate() {
        assert_eq!(
            split("emails[type eq \"a=b\"].value=x@example.com"),
            Some(("emails[type eq \"a=b\"].value", "x@example.com"))
        );
        assert_eq!(split("title"), None, "without a sign there is no value");
    }

    #[test]
    fn without_a_schema_values_are_json_where_they_can_be() {
        let values = set_values(
            &[
                "active=false".into(),
                "title=Shift lead".into(),
                "nickName=".into(),
            ],
            None,
        )
        .unwrap();
        let values: Vec<_> = values.into_iter().map(|v| v.value).collect();
        assert_eq!(
            values,
            [json!(false), json!("Shift lead"), json!(null)],
            "booleans stay booleans, empty removes"
        );
    }

    #[test]
    fn digits_stay_text_where_the_schema_says_text() {
        let attribute = |path: &str, kind: &str| AttributeView {
            path: path.into(),
            kind: kind.into(),
            ..AttributeView::default()
        };
        let schema = SchemaView {
            id: "urn:example:User".into(),
            attributes: vec![attribute("title", "string"), attribute("active", "boolean")],
            ..SchemaView::default()
        };
        let model = TypeModel {
            schemas: vec![schema],
            ..TypeModel::default()
        };
        let pairs = [
            "title=77".into(),
            "urn:example:User:title=78".into(),
            "active=true".into(),
            "title=[\"a\"]".into(),
        ];
        let values: Vec<_> = set_values(&pairs, Some(&model))
            .unwrap()
            .into_iter()
            .map(|v| v.value)
            .collect();
        assert_eq!(
            values,
            [json!("77"), json!("78"), json!(true), json!(["a"])],
            "a number in a text attribute is refused by servers"
        );
    }

    #[test]
    fn paths_build_nested_objects() {
        let mut body = json!({});
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let pairs = [
            "userName=kim@example.com".into(),
            "name.familyName=Kim".into(),
            format!("{urn}:department=Retail"),
        ];
        for value in set_values(&pairs, None).unwrap() {
            place(&mut body, &value).unwrap();
        }
        assert_eq!(
            body,
            json!({"userName": "kim@example.com", "name": {"familyName": "Kim"}, urn: {"department": "Retail"}})
        );
    }
}
