"""A logo as a drawing of its own, in which what the file brings with it stays within the picture."""

from xml.etree import ElementTree

from pubkpi.report.charts.figures import LogoPicture
from pubkpi.report.formats.templates import visible


def draw_logo(logo: LogoPicture) -> str:
    """The SVG of *logo*."""
    size = {"width": f"{logo.width:g}", "height": f"{logo.height:g}"}
    about = {"viewBox": f"0 0 {logo.width:g} {logo.height:g}", "role": "img", "aria-label": visible(logo.alt), **size}
    root = ElementTree.Element("svg", {**about, "xmlns": "http://www.w3.org/2000/svg"})
    ElementTree.SubElement(root, "image", {"href": logo.source, **size})
    return ElementTree.tostring(root, encoding="unicode")
