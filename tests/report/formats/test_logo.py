"""The picture for the cover: what is taken, and what is refused in one line."""

import os
from io import BytesIO

import pytest

from pubkpi.model.errors import UsageError
from pubkpi.report.formats.logo import LARGEST, read_logo

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10">'


def picture(kind, size=(20, 10)):
    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["png", "jpeg", "svg+xml"])
def test_a_logo_is_known_by_its_bytes_and_measured(kind, tmp_path):
    data = f"{OPEN}<rect/></svg>".encode() if kind == "svg+xml" else picture(kind)
    (tmp_path / "logo").write_bytes(data)
    logo = read_logo(tmp_path, "logo")
    assert (logo.format, logo.width, logo.height) == (kind, 20, 10)


def test_without_a_setting_there_is_no_logo(tmp_path):
    assert read_logo(tmp_path, "") is None


def test_what_an_editor_notes_in_an_svg_is_left_out(tmp_path):
    doctype = '<?xml version="1.0"?><?xml-stylesheet href="http://x"?><!DOCTYPE svg PUBLIC "-//W3C" "http://x.dtd">'
    notes = '<metadata><a href="http://x"/></metadata><b:c xmlns:b="urn:b" onload="x"/><!-- http://x -->'
    shapes = '<style>.a{fill:url(#b)}</style><g id="b"><path d="M0 0"/></g><use xlink:href="#b"/>'
    (tmp_path / "a.svg").write_text(f"{doctype}{OPEN}{notes}{shapes}</svg>", "utf-8")
    text = read_logo(tmp_path, "a.svg").data.decode()
    assert "http://x" not in text
    assert "urn:b" not in text
    assert "url(#b)" in text


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ('<rect onclick="x()"/>', "holds a script (onclick)"),
        ("<foreignObject/>", "holds <foreignObject>"),
        ('<image href="data:image/png;base64,x"/>', "holds <image>"),
        ("<animate/>", "holds <animate>"),
        ('<use href="http://x/#a"/>', "refers to something outside (href)"),
        ('<use xlink:href="file:///etc/passwd"/>', "refers to something outside (href)"),
        ('<rect fill="url(http://x)"/>', "refers to something outside (fill)"),
        ("<rect style=\"fill: url( 'http://x')\"/>", "refers to something outside (style)"),
        ("<style>@import 'http://x';</style>", "refers to something outside (style)"),
        ("<style>a{b:\\75rl(http://x)}</style>", "refers to something outside (style)"),
        ('<g id="a"><use href="#b"/></g><use href="#a"/>', "has a <use> within a <use>, or more than 100"),
        ('<use href="#a"/>' * 101, "has a <use> within a <use>, or more than 100"),
        ("<g>" * 30_000 + "</g>" * 30_000, "is nested deeper than 100"),
        ("<rect>", "is no well-formed SVG"),
    ],
    ids=lambda one: one[:30],
)
def test_an_svg_that_is_more_than_a_picture_is_refused(inside, what, tmp_path):
    (tmp_path / "a.svg").write_text(f"{OPEN}{inside}</svg>", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_logo(tmp_path, "a.svg")
    assert (caught.value.where, caught.value.what.en) == ("[report] logo", f"a.svg {what}")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"GIF89a", "is no PNG, JPG or SVG"),
        (b"", "is no PNG, JPG or SVG"),
        (b"<html/>", "is no SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is 0 × 0; at most 4,000,000 pixels"),
        (f"<!DOCTYPE svg [<!ENTITY a 'aa'>]>{OPEN}&a;</svg>".encode(), "declares entities"),
        (f"{OPEN}</svg>".encode("utf-16"), "is no PNG, JPG or SVG"),
        (b"x" * (LARGEST + 1), "has more than 500,000 bytes"),
        (picture("png")[:-1], "is an incomplete picture"),
        (picture("png").replace(b"IDAT", b"IDAX"), "is an incomplete picture"),
        (picture("jpeg")[:-80], "is an incomplete picture"),
        (picture("png", (2001, 2000)), "is 2001 × 2000; at most 4,000,000 pixels"),
    ],
    ids=[*"abcdefghijk"],
)
def test_a_file_that_is_no_small_picture_is_refused(data, what, tmp_path):
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_logo(tmp_path, "a")
    assert caught.value.what.en == f"a {what}"
    assert caught.value.hint.en


@pytest.mark.parametrize("name", ["../a.png", "link.png", "/etc/hostname", "folder/../../a.png"])
def test_a_file_outside_of_the_workspace_is_refused(name, tmp_path):
    inside = tmp_path / "workspace"
    inside.mkdir()
    (tmp_path / "a.png").write_bytes(picture("png"))
    (inside / "link.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(UsageError, match="lies outside of the workspace"):
        read_logo(inside, name)


@pytest.mark.parametrize("name", ["nothing.png", ".", "pipe"])
def test_what_is_no_file_is_refused_and_does_not_wait(name, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError) as caught:
        read_logo(tmp_path, name)
    assert caught.value.where == "[report] logo"
