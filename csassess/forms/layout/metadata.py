"""What a file says about itself: title, language, dates, and its standards: PDF/UA-1 and PDF/A-2a."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFObject

from csassess.forms.layout.structure_tree import Written, extend, written_words
from csassess.resources import resource_folder

LANGUAGE = "en-GB"
_MAKER = "csassess"
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # of papers that show nothing of a record
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{maker}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{maker}</xmp:CreatorTool>
<xmp:CreateDate>{day}</xmp:CreateDate>
<xmp:ModifyDate>{day}</xmp:ModifyDate>
<xmp:MetadataDate>{day}</xmp:MetadataDate>
<pdf:Producer>{maker}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


class _Information(PDFObject):
    """The document information, which says the same as the packet of metadata."""

    invariant = 1
    title = ""

    def __init__(self, title: str, at: datetime) -> None:
        self._words, self._at = title, at

    def digest(self, signature: Any) -> None:
        """Add what makes the file's identifier its own."""
        signature.update(f"{self._words} {self._at.isoformat()}".encode("utf-8", "surrogatepass"))

    def format(self, _: Any) -> bytes:
        """Return the dictionary as it is written."""
        day = f"(D:{self._at:%Y%m%d%H%M%S}+00'00')"
        return (
            f"<</Title {written_words(self._words)} /Author ({_MAKER}) /Creator ({_MAKER})"
            f" /Producer ({_MAKER}) /CreationDate {day} /ModDate {day}>>"
        ).encode("ascii")


@cache
def _colours() -> bytes:
    return (resource_folder() / "colour" / "sRGB.icc").read_bytes()


def describe(document: Any, title: str, at: datetime | None) -> None:
    """Write what the file is into a reportlab document.

    `at` is when what it shows was last changed; it is also the date of the file, so that the same record
    gives the same bytes.
    """
    title = "".join(character for character in title if character.isprintable())
    at = (at or _UNDATED).astimezone(UTC).replace(microsecond=0)
    day = f"{at:%Y-%m-%dT%H:%M:%S}+00:00"
    packet = _PACKET.format(title=escape(title), maker=_MAKER, language=LANGUAGE, day=day)
    profile = Written("<</N 3>>", _colours())
    profile_number = document.idToObjectNumberAndVersion[document.Reference(profile).name][0]
    intent = Written(
        "<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)"
        f" /Info (sRGB IEC61966-2.1) /DestOutputProfile {profile_number} 0 R>>"
    )
    intent_number = document.idToObjectNumberAndVersion[document.Reference(intent).name][0]
    document.info = _Information(title, at)
    catalog = document.Catalog
    catalog.Metadata = Written("<</Type /Metadata /Subtype /XML>>", packet.encode("utf-8", "surrogatepass"))
    catalog.MarkInfo = Written("<</Marked true>>")
    catalog.ViewerPreferences = Written("<</DisplayDocTitle true>>")
    extend(catalog, OutputIntents=Written(f"[{intent_number} 0 R]"))
