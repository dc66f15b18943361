//! The same journey against four servers nobody here wrote.
