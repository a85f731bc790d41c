//! What the core does, tested from outside: one binary, one module a subject.

mod facts;
mod mutations;
mod reports;
mod spans;
