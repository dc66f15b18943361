//! Rate control: a token bucket per class of operation, and AIMD on concurrency.

mod bucket;
mod buckets;
mod concurrency;

pub use bucket::{Bucket, Throttle};
pub use buckets::{Buckets, Budget};
pub use concurrency::Concurrency;

use crate::OpKind;
use crate::state::words;

words!(
    /// Classes of operations with a bucket each; servers limit them apart.
    OpClass {
        /// POST.
        Create = "create",
        /// PATCH and PUT.
        Change = "change",
        /// DELETE.
        Delete = "delete",
        /// Group membership.
        Member = "member",
        /// GET.
        Read = "read",
    }
);

impl OpClass {
    /// The class of a kind.
    pub const fn of(kind: OpKind) -> Self {
        match kind {
            OpKind::Create => Self::Create,
            OpKind::Replace | OpKind::Patch | OpKind::Activate | OpKind::Deactivate => Self::Change,
            OpKind::Delete => Self::Delete,
            OpKind::AddMember | OpKind::AddMembers | OpKind::RemoveMember | OpKind::RemoveMembers => {
                Self::Member
            }
        }
    }
}
