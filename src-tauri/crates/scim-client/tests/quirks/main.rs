//! Each quirk of reading against a server that has it: the sandbox with its switch on.

mod bench;
mod http;
mod paging;
