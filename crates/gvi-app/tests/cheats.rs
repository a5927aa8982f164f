//! The cheats that must not compile. Each file in `cheats` breaks one of the three locks; the compiler's refusal stands beside it,
//! so that a change which would let one through fails here and not in a compartment.

#[test]
fn no_cheat_compiles() {
    let cheats = trybuild::TestCases::new();
    cheats.compile_fail("tests/cheats/*.rs");
}
