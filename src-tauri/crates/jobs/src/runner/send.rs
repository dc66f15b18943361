//! One request: secrets are opened just before it and dropped just after.

use std::time::Duration;

use rollcall_scim::Resource;
use zeroize::Zeroizing;

use super::context::Context;
use crate::executor::SendRequest;
use crate::seal::{SealError, open_secrets, place_secrets};
use crate::store::OpRecord;
use crate::verify::if_match;
use crate::{Answer, Change, OpKind, Point};

pub async fn send(c: &Context, op: &OpRecord, permit: Duration) -> Answer {
    let (before, after) = match op.change.kind() {
        OpKind::Create => (Point::BeforeCreate, Point::AfterCreate),
        OpKind::Delete => (Point::BeforeDelete, Point::AfterDelete),
        OpKind::AddMember | OpKind::AddMembers | OpKind::RemoveMember | OpKind::RemoveMembers => {
            (Point::BeforeChunk, Point::AfterChunk)
        }
        OpKind::Replace | OpKind::Patch | OpKind::Activate | OpKind::Deactivate => {
            (Point::BeforeChange, Point::AfterChange)
        }
    };
    c.probe.at(Point::BeforeSend).await;
    c.probe.at(before).await;
    let change = match with_secrets(c, op) {
        Ok(change) => change,
        Err(e) => {
            return Answer::Unsendable {
                message: e.to_string(),
            };
        }
    };
    let request = SendRequest {
        op: op.op,
        resource_type: op.resource_type.clone(),
        change,
        // The intent of this request is among the attempts.
        if_match: if_match(c, op, op.attempts.saturating_sub(1)),
        permit,
    };
    let answer = c.executor.send(request).await;
    c.probe.at(after).await;
    c.probe.at(Point::AfterAnswer).await;
    answer
}

fn with_secrets(c: &Context, op: &OpRecord) -> Result<Change, SealError> {
    let mut change = op.change.clone();
    let Some(sealed) = &op.sealed else {
        return Ok(change);
    };
    let key = Zeroizing::new(c.job.seal_key);
    let secrets = open_secrets(&key, sealed)?;
    match &mut change {
        Change::Create { body, .. } | Change::Replace { body, .. } => {
            let mut value = body.to_value();
            place_secrets(&mut value, &secrets)?;
            *body = Resource::from_value(value).ok_or(SealError::NoPlace)?;
        }
        Change::Patch { message, .. } => place_secrets(message, &secrets)?,
        _ => return Err(SealError::NoPlace),
    }
    Ok(change)
}
