//! The hygiene of the project.

fn main() {}
