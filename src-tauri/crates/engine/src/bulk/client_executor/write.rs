//! One change as one request, and its answer in the words of the queue.

use rollcall_jobs::{Answer, Body, Change, RetryAfter, SendRequest};
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};
use rollcall_scim_client::dialect::EtagMode;
use rollcall_scim_client::oauth::SignInError;
use rollcall_scim_client::{Client, ClientError, LooksLike, Projection, RetryAfter as Header};
use serde_json::{Value, json};

use crate::resources::operations::member_path;

pub(super) async fn send(client: &Client, endpoint: &str, request: SendRequest) -> Answer {
    // The runner leaves room for the connection to be made; a permit shorter than nothing is no permit.
    if request.permit.is_zero() {
        return Answer::PermitExpired;
    }
    // An intent is a permit that expires: what has not left by then never leaves (queue rule P3).
    let client = &client.first_byte_by(std::time::Instant::now() + request.permit);
    let if_match = request.if_match.as_deref();
    let result = match &request.change {
        Change::Create { body, .. } => client.create(endpoint, body).await,
        Change::Replace { id, body, .. } => client.replace(endpoint, id, body, if_match).await,
        Change::Delete { id, .. } => client.delete(endpoint, id, if_match).await,
        Change::Patch { id, message, .. } => match PatchOperation::from_message(message) {
            Ok(operations) => client.patch(endpoint, id, &operations, if_match).await,
            Err(e) => {
                return Answer::Unsendable {
                    message: e.to_string(),
                };
            }
        },
        Change::Activate { id, .. } => match set("active", PatchVerb::Replace, json!(true)) {
            Ok(operation) => client.patch(endpoint, id, &[operation], if_match).await,
            Err(answer) => return answer,
        },
        Change::Deactivate { id, .. } => match set("active", PatchVerb::Replace, json!(false)) {
            Ok(operation) => client.patch(endpoint, id, &[operation], if_match).await,
            Err(answer) => return answer,
        },
        Change::AddMembers { group_id, members } => {
            let values: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
            match set("members", PatchVerb::Add, Value::Array(values)) {
                Ok(operation) => {
                    let version = version_of(client, endpoint, group_id).await;
                    client
                        .patch(endpoint, group_id, &[operation], version.as_deref())
                        .await
                }
                Err(answer) => return answer,
            }
        }
        // Each by its value: the only form that no server reads as "all of them" (quirks.md §1.1).
        Change::RemoveMembers {
            group_id, members, ..
        } => {
            match members
                .iter()
                .map(|id| without(id))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(operations) => {
                    let version = version_of(client, endpoint, group_id).await;
                    client
                        .patch(endpoint, group_id, &operations, version.as_deref())
                        .await
                }
                Err(answer) => return answer,
            }
        }
        Change::AddMember { .. } | Change::RemoveMember { .. } => {
            return Answer::Unsendable {
                message: "a single member never travels alone".into(),
            };
        }
    };
    let creates = matches!(request.change, Change::Create { .. });
    match result {
        // A create that is refused in this way may have found what is there already: it is looked for (Q-ERR-03).
        Err(error) if creates && means_taken(client, &error) => Answer::Status {
            // What may also be a failure of the server counts as a conflict; a refusal stays what it is.
            status: error.status().filter(|s| *s < 500).unwrap_or(409),
            body: Body::Empty,
            retry_after: None,
            scim_type: Some("uniqueness".into()),
            message: error.what(client.connection()),
        },
        Ok(answer) => Answer::Status {
            status: answer.status,
            body: answer.resource.map_or(Body::Empty, Body::Resource),
            retry_after: answer.retry_after.map(|wait| RetryAfter::Ms(millis(wait))),
            scim_type: None,
            message: String::new(),
        },
        Err(error) => from_error(client, error),
    }
}

/// The version of a group for servers that take no write without one (Q-ETG-01). Members come and go without regard
/// to it elsewhere.
pub(crate) async fn version_of(client: &Client, endpoint: &str, id: &str) -> Option<String> {
    if client.dialect().etag != EtagMode::Required {
        return None;
    }
    let answer = client.get(endpoint, id, &Projection::none()).await.ok()?;
    let in_body = || Some(answer.resource.as_ref()?.version()?.to_owned());
    answer.etag.clone().or_else(in_body)
}

fn set(path: &str, verb: PatchVerb, value: Value) -> Result<PatchOperation, Answer> {
    let path = PatchPath::parse(path).map_err(|e| Answer::Unsendable {
        message: e.to_string(),
    })?;
    Ok(PatchOperation {
        verb,
        path: Some(path),
        value: Some(value),
    })
}

fn means_taken(client: &Client, error: &ClientError) -> bool {
    error
        .status()
        .is_some_and(|status| client.dialect().errors.duplicate.contains(&status))
}

fn without(member: &str) -> Result<PatchOperation, Answer> {
    let path = member_path(member).map_err(|message| Answer::Unsendable { message })?;
    Ok(PatchOperation {
        verb: PatchVerb::Remove,
        path: Some(path),
        value: None,
    })
}

fn millis(wait: std::time::Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

fn from_error(client: &Client, error: ClientError) -> Answer {
    let message = error.what(client.connection());
    let status = |status: u16, body: Body, message: String| Answer::Status {
        status,
        body,
        retry_after: None,
        scim_type: None,
        message,
    };
    match error {
        ClientError::NotSent { .. } => Answer::NotSent { message },
        // As if the server had refused the credential: the job pauses, nothing was sent.
        ClientError::SignIn(e) => match *e {
            SignInError::NotReached(_) => Answer::NotSent { message },
            _ => status(401, Body::Empty, message),
        },
        ClientError::NoAnswer { timed_out, .. } => Answer::NoAnswer { timed_out, message },
        ClientError::TooLarge { status: s, .. }
        | ClientError::TooDeep { status: s, .. }
        | ClientError::Unreadable { status: s, .. } => {
            status(s, Body::Unreadable { web_page: false }, message)
        }
        ClientError::NotScim {
            status: s,
            looks_like,
            ..
        } => {
            let body = match looks_like {
                LooksLike::Empty => Body::Empty,
                LooksLike::Html => Body::Unreadable { web_page: true },
                _ => Body::Unreadable { web_page: false },
            };
            status(s, body, message)
        }
        ClientError::Redirect { status: s, .. } => status(s, Body::Empty, message),
        ClientError::Status(error) => Answer::Status {
            status: error.status,
            body: Body::Empty,
            retry_after: error.retry_after.as_ref().map(|header| match header {
                Header::Wait(wait) => RetryAfter::Ms(millis(*wait)),
                Header::Unreadable(_) => RetryAfter::Unreadable,
            }),
            scim_type: error.scim_type().map(str::to_owned),
            message: error.message,
        },
        // Everything else was found before anything was sent.
        _ => Answer::Unsendable { message },
    }
}
