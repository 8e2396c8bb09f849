"""Untrusted text on its way to a terminal or a CI log."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.report.safe import cut, plain, safe, safe_lines, shows


@given(st.text())
def test_safe_text_is_one_printable_line(text):
    """Nothing that moves a cursor, turns text around or ends a line is left."""
    assert safe(text).isprintable()
    assert len(safe(text).splitlines()) <= 1


@given(st.text(alphabet="#[:a \n\t\u202e"))
def test_no_line_is_a_command(text):
    """No line is what GitHub, Azure or TeamCity take for a command."""
    for line in safe_lines(text):
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##a[" not in line


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_cut_is_short(text, width):
    assert len(cut(text, width)) <= width


def test_harmless_text_is_left_alone():
    """Letters of any script, and a hash or colons within a line, stay as they are."""
    for text in ("Brønsted–Lowry", "C# and ## too", "a :: b", "H₂O ⇌ H⁺"):
        assert safe_lines(text) == [text]


def test_marks_in_ascii():
    """Our own marks have ASCII to stand for them, for encodings without them."""
    (line,) = plain(["✓ ✗ · −1.5 …"])

    assert line.isascii()
    assert shows("utf-8")
    assert not shows("ascii")
    assert not shows("latin-1")
    assert not shows("no such encoding")
    assert not shows(None)
