//! `Debug` that shows which one, never what is in it: values of these types end up in logs and panics by accident.

/// Implements `Debug` with these fields only.
macro_rules! quiet {
    ($type:ident: $($field:ident),+) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type))
                    $(.field(stringify!($field), &self.$field))+
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use quiet;
