//! What must not be expressible does not compile.

#[test]
fn roads_around_the_approval_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/inexpressible/*.rs");
}
