//! What is broken, hostile or absent, and what Rollcall says about it.
