//! The command line of milepost.

fn main() {}
