//! Tests of the whole: the corpus of cases, mistakes in rules files, properties.

mod corpus;
mod mistakes;
mod properties;
