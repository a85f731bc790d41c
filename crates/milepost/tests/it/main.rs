//! End-to-end tests: whole screens of the program in small repositories.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is a report")]

mod add;
mod audit;
mod bad_input;
mod cadence;
mod calibrate;
mod check;
mod clones;
mod compare;
mod demo;
mod enforcement;
mod evidence;
mod examples;
mod faults;
mod handoff;
mod help;
mod hostile;
mod hostile_gates;
mod import;
mod init;
mod items;
mod ledger;
mod lies;
mod people;
mod pipes;
mod read;
mod registers;
mod run;
mod sandbox;
mod schemas;
mod statement;
mod status;
mod verify;
mod versions;
mod work;
