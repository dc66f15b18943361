//! `rollcall requests`

use std::process::ExitCode;

use rollcall_engine::{Engine, EngineError, ErrorCode, ExchangeView};

use crate::args::RequestsOptions;
use crate::commands;
use crate::failure::Failure;
use crate::out::{Out, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: RequestsOptions) -> Result<ExitCode, Failure> {
    let on = commands::on(engine, &options.on.connection).await?.id;
    if let Some(number) = options.number {
        let found = engine.exchange(on, number).await?;
        let exchange = found.ok_or_else(|| {
            EngineError::new(
                ErrorCode::NotFound,
                format!("No request with the number {number} is kept of this connection."),
                "It belongs to another connection, or was removed: old ones are, as the settings say.",
                "List those that are kept: rollcall requests --on NAME",
            )
        })?;
        if out.json {
            out.document(&exchange);
        } else {
            one(out, &exchange);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let found = match options.about.as_slice() {
        [kind, id] => engine.exchanges_about(on, kind, id, options.limit).await?,
        _ if options.failed => engine.exchanges_failed(on, options.limit, options.before).await?,
        _ => engine.exchanges(on, options.limit, options.before).await?,
    };
    if out.json {
        out.document(&found);
        return Ok(ExitCode::SUCCESS);
    }
    if !found.is_empty() {
        out.table(
            &["Number", "When", "Method", "Path", "Answer", "ms"],
            found.iter().map(row).collect(),
        );
    }
    out.say(&format!("{} requests, secrets removed", found.len()));
    Ok(ExitCode::SUCCESS)
}

fn row(exchange: &ExchangeView) -> Vec<String> {
    vec![
        exchange.seq.to_string(),
        when(exchange),
        exchange.method.clone(),
        exchange.path.clone(),
        exchange
            .status
            .map_or_else(|| "none".into(), |status| status.to_string()),
        exchange.duration_ms.to_string(),
    ]
}

fn when(exchange: &ExchangeView) -> String {
    let at = serde_json::json!(exchange.at);
    at.as_str().unwrap_or_default().to_owned()
}

/// What was sent and what was answered, line by line: what a server sent is made harmless for terminals.
fn one(out: &Out, exchange: &ExchangeView) {
    let lines = |text: &str| text.lines().for_each(|line| out.line(&printable(line)));
    let body = |body: &Option<String>| {
        if let Some(body) = body {
            out.line("");
            lines(&pretty(body));
        }
    };
    out.say(&format!("{}, took {} ms", when(exchange), exchange.duration_ms));
    lines(&format!("{} {}", exchange.method, exchange.path));
    lines(&exchange.request_headers);
    body(&exchange.request_body);
    out.line("");
    match (exchange.status, &exchange.error) {
        (Some(status), _) => out.line(&status.to_string()),
        (None, error) => lines(error.as_deref().unwrap_or("no answer")),
    }
    lines(&exchange.response_headers);
    body(&exchange.response_body);
    if exchange.truncated {
        out.say("A long body was cut when it was kept.");
    }
}

fn pretty(body: &str) -> String {
    serde_json::from_str::<serde_json::Value>(body)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| body.to_owned())
}
