//! The states of jobs, rows and operations, and which steps between them exist.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word it is stored and shown under.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Reads the stored word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words!(
    /// Why a job stands still.
    PauseReason {
        /// A person asked for it.
        User = "user",
        /// 401, or 403 three times in a row: the credential must be looked at.
        Auth = "auth",
        /// The server asked for a wait longer than the job may sit out by itself.
        Rate = "rate",
        /// Ten definite failures in a row: something is wrong with the file, the plan or the server.
        ErrorBudget = "error_budget",
        /// The server cannot be reached, has moved, or something else answers in its place.
        Offline = "offline",
        /// Outside the job's maintenance window.
        Window = "window",
        /// The local store cannot be written.
        Disk = "disk",
    }
);

/// The state of a job as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "reason")]
pub enum JobState {
    /// Rows are being added; not sealed yet.
    Draft,
    /// Sealed with a fingerprint; waits for approval.
    Planned,
    /// Approved; waits for a runner.
    Approved,
    /// A runner is at it.
    Running,
    /// Stands still for a reason; goes on when run again.
    Paused(PauseReason),
    /// More deactivations or deletes than the caps allow; a person must release it.
    NeedsRelease,
    /// Cancelled by a person; operations of unknown outcome are still being looked up.
    Cancelling,
    /// Every row has ended and all succeeded.
    Done,
    /// Every row has ended and some did not succeed.
    DoneWithFailures,
    /// Every row has ended after a person cancelled the job.
    Cancelled,
}

impl JobState {
    /// Whether the job has ended for good.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::DoneWithFailures | Self::Cancelled)
    }

    /// The word it is stored and shown under: `paused` carries its reason after a colon.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Planned => "planned",
            Self::Approved => "approved",
            Self::Running => "running",
            Self::Paused(PauseReason::User) => "paused:user",
            Self::Paused(PauseReason::Auth) => "paused:auth",
            Self::Paused(PauseReason::Rate) => "paused:rate",
            Self::Paused(PauseReason::ErrorBudget) => "paused:error_budget",
            Self::Paused(PauseReason::Offline) => "paused:offline",
            Self::Paused(PauseReason::Window) => "paused:window",
            Self::Paused(PauseReason::Disk) => "paused:disk",
            Self::NeedsRelease => "needs_release",
            Self::Cancelling => "cancelling",
            Self::Done => "done",
            Self::DoneWithFailures => "done_with_failures",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "draft" => Self::Draft,
            "planned" => Self::Planned,
            "approved" => Self::Approved,
            "running" => Self::Running,
            "needs_release" => Self::NeedsRelease,
            "cancelling" => Self::Cancelling,
            "done" => Self::Done,
            "done_with_failures" => Self::DoneWithFailures,
            "cancelled" => Self::Cancelled,
            other => Self::Paused(PauseReason::parse(other.strip_prefix("paused:")?)?),
        })
    }
}

impl std::fmt::Display for JobState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

words!(
    /// What a person asked a job to do; the runner sees it within a second.
    Control {
        /// Go on.
        Run = "run",
        /// Finish what is under way and stand still.
        Pause = "pause",
        /// Send nothing more, prove what is open, end.
        Cancel = "cancel",
    }
);

words!(
    /// The end of a row, or that it has none yet.
    RowState {
        /// Not ended.
        Pending = "pending",
        /// Proven to be on the server as wanted.
        Succeeded = "succeeded",
        /// Proven not applied, or blocked by the plan.
        Failed = "failed",
        /// The target has moved since the plan, or belongs to somebody else.
        Conflict = "conflict",
        /// Evidence contradicts itself; a person must look.
        NeedsHuman = "needs_human",
        /// Not sent, because the job was cancelled.
        Cancelled = "cancelled",
    }
);

words!(
    /// The state of one operation.
    OpState {
        /// Waits for another operation of its row.
        Blocked = "blocked",
        /// May be sent.
        Ready = "ready",
        /// A member add that travels inside a chunk.
        Bundled = "bundled",
        /// Its intent is committed; bytes may have left.
        Inflight = "inflight",
        /// Sent, and nothing proves whether it was applied. Waits until nothing can land any more.
        Unknown = "unknown",
        /// The wait is over; evidence is being gathered.
        Verifying = "verifying",
        /// Proven applied.
        Succeeded = "succeeded",
        /// Proven not applied.
        Failed = "failed",
        /// The target has moved, or belongs to somebody else.
        Conflict = "conflict",
        /// A person must look.
        NeedsHuman = "needs_human",
        /// Not sent, and never will be.
        Cancelled = "cancelled",
    }
);

impl OpState {
    /// Whether nothing will happen to the operation any more.
    pub const fn ended(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Failed | Self::Conflict | Self::NeedsHuman | Self::Cancelled
        )
    }

    /// Whether bytes of it may be on their way: its target belongs to it alone until that is settled.
    pub const fn open(self) -> bool {
        matches!(self, Self::Inflight | Self::Unknown | Self::Verifying)
    }

    /// Whether the step from this state to `next` exists. The store refuses any other.
    pub const fn may_become(self, next: Self) -> bool {
        use OpState::{
            Blocked, Bundled, Cancelled, Conflict, Failed, Inflight, NeedsHuman, Ready, Succeeded, Unknown,
            Verifying,
        };
        match self {
            Blocked => matches!(next, Ready | Cancelled),
            // Ready -> succeeded / conflict / failed / needs_human: what the look before sending found.
            Ready => matches!(
                next,
                Inflight | Bundled | Succeeded | Failed | Conflict | NeedsHuman | Cancelled
            ),
            Bundled => matches!(
                next,
                Ready | Succeeded | Failed | Conflict | NeedsHuman | Cancelled
            ),
            // Inflight -> ready: proven not applied (throttled, refused, permit ran out).
            Inflight => matches!(
                next,
                Ready | Unknown | Verifying | Succeeded | Failed | Conflict | NeedsHuman
            ),
            Unknown => matches!(
                next,
                Verifying | Ready | Succeeded | Failed | Conflict | NeedsHuman | Cancelled
            ),
            Verifying => matches!(
                next,
                Verifying | Ready | Succeeded | Failed | Conflict | NeedsHuman | Cancelled
            ),
            Succeeded | Failed | Conflict | NeedsHuman | Cancelled => false,
        }
    }
}

words!(
    /// What proves that an operation succeeded.
    Proof {
        /// The server answered it so.
        Answered = "answered",
        /// It was read back afterwards.
        ReadBack = "read_back",
        /// Found on the server as ours after its answer was lost.
        Adopted = "adopted",
        /// The server already had it so before anything was sent.
        AlreadySo = "already_so",
        /// A delete found nothing to delete on its first try.
        AlreadyAbsent = "already_absent",
    }
);

/// The end of a row from the states of its operations: `None` while one is open. The worst wins, in
/// the order needs_human, conflict, failed, cancelled, succeeded.
pub fn row_end(ops: impl IntoIterator<Item = OpState>) -> Option<RowState> {
    let mut end = RowState::Succeeded;
    let rank = |state: RowState| match state {
        RowState::NeedsHuman => 5,
        RowState::Conflict => 4,
        RowState::Failed => 3,
        RowState::Cancelled => 2,
        RowState::Succeeded | RowState::Pending => 1,
    };
    for op in ops {
        let this = match op {
            OpState::Succeeded => RowState::Succeeded,
            OpState::Failed => RowState::Failed,
            OpState::Conflict => RowState::Conflict,
            OpState::NeedsHuman => RowState::NeedsHuman,
            OpState::Cancelled => RowState::Cancelled,
            _ => return None,
        };
        if rank(this) > rank(end) {
            end = this;
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_operation_takes_no_further_step() {
        for &from in OpState::ALL {
            for &to in OpState::ALL {
                if from.ended() {
                    assert!(!from.may_become(to), "{from} is an end, yet {to} may follow");
                }
            }
        }
    }

    #[test]
    fn only_a_ready_operation_may_take_an_intent() {
        for &from in OpState::ALL {
            assert_eq!(
                from.may_become(OpState::Inflight),
                from == OpState::Ready,
                "{from} -> inflight"
            );
        }
    }

    #[test]
    fn an_inflight_operation_is_never_cancelled_without_proof() {
        assert!(
            !OpState::Inflight.may_become(OpState::Cancelled),
            "its bytes may have been applied"
        );
    }

    #[test]
    fn words_survive_the_store() {
        for &state in OpState::ALL {
            assert_eq!(OpState::parse(state.as_str()), Some(state), "op state {state}");
        }
        for &reason in PauseReason::ALL {
            let state = JobState::Paused(reason);
            assert_eq!(JobState::parse(state.as_str()), Some(state), "job state {state}");
        }
    }

    #[test]
    fn a_row_ends_with_the_worst_of_its_operations_and_not_before_the_last() {
        assert_eq!(
            row_end([OpState::Succeeded, OpState::Ready]),
            None,
            "one operation is still to be sent"
        );
        assert_eq!(
            row_end([OpState::Failed, OpState::Cancelled]),
            Some(RowState::Failed),
            "the cause, not the follow-up"
        );
        assert_eq!(
            row_end([OpState::NeedsHuman, OpState::Failed]),
            Some(RowState::NeedsHuman),
            "a person must look"
        );
        assert_eq!(row_end([]), Some(RowState::Succeeded), "nothing to do is done");
    }
}
