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
        /// POST, of anything but a group.
        Create = "create",
        /// PATCH and PUT, of anything but a group.
        Change = "change",
        /// DELETE, of anything but a group.
        Delete = "delete",
        /// POST of a group.
        CreateGroup = "create_group",
        /// PATCH and PUT of a group, but for its members.
        ChangeGroup = "change_group",
        /// DELETE of a group.
        DeleteGroup = "delete_group",
        /// Group membership.
        Member = "member",
        /// GET.
        Read = "read",
    }
);

impl OpClass {
    /// The class of a kind on a resource type.
    pub fn of(kind: OpKind, resource_type: &str) -> Self {
        let group = resource_type.eq_ignore_ascii_case("Group");
        match kind {
            OpKind::Create if group => Self::CreateGroup,
            OpKind::Create => Self::Create,
            OpKind::Replace | OpKind::Patch | OpKind::Activate | OpKind::Deactivate if group => {
                Self::ChangeGroup
            }
            OpKind::Replace | OpKind::Patch | OpKind::Activate | OpKind::Deactivate => Self::Change,
            OpKind::Delete if group => Self::DeleteGroup,
            OpKind::Delete => Self::Delete,
            OpKind::AddMember | OpKind::AddMembers | OpKind::RemoveMember | OpKind::RemoveMembers => {
                Self::Member
            }
        }
    }
}
