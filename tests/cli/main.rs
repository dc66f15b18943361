//! Every command of the command line against the sandbox.
