//! Why a list is not whole, where Rollcall itself is the reason.

rollcall_scim::sentences! {
    /// Why a list is not whole, other than by what the server sent.
    GapCode {
        /// A person stopped it.
        Stopped "It was stopped.";
        /// As many as one list may bring.
        Limit "The limit was reached.";
    }
}

impl GapCode {
    /// The code of a reason as it is kept; `None` for what the server's numbers or an error say.
    pub(crate) fn of(reason: Option<&String>) -> Option<Self> {
        let reason = reason?;
        Self::ALL.iter().copied().find(|code| code.sentence() == reason)
    }
}
