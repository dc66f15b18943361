//! An error as three sentences for a person: what happened, why, and what to do. English; the window
//! writes its own from the values.

use super::ClientError;

impl ClientError {
    /// What happened, with the connection's name.
    pub fn what(&self, connection: &str) -> String {
        format!("{connection}: {self}.")
    }

    /// Why, as far as it is known.
    pub fn why(&self) -> String {
        self.to_string()
    }

    /// What to do next.
    pub fn action(&self) -> String {
        String::new()
    }
}
